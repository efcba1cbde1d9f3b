package io.interlock.engine.conductor;

/// How long messages travel: a property of the wire between two actors, asked once a channel.
@FunctionalInterface
public interface Wiring {
  /// The latency in picoseconds, 0 or more, from `sender` to `receiver`.
  ///
  /// Names are stable paths below the simulation's root, such as `host/pe3`.
  long latencyPicos(String sender, String receiver);

  /// No latency anywhere.
  static Wiring instant() {
    return (_, _) -> 0;
  }
}
