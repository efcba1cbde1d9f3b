package io.interlock.actors.host.plan;

/// `perf record -a` of the host with its SPUs: its kernel is sampled on all their CPUs.
///
/// @param fromPicos when it begins
/// @param untilPicos when it ends, [#NEVER] if it does not
/// @param period operations between samples
/// @param bufferBytes of the buffer on each CPU
public record HostSession(long fromPicos, long untilPicos, long period, int bufferBytes) {
  /// Goes on to the end.
  public static final long NEVER = Long.MAX_VALUE;
}
