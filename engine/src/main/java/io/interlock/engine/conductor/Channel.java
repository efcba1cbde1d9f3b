package io.interlock.engine.conductor;

import io.interlock.engine.trace.Mix;

/// The ordered pair (sender, receiver): the unit in which Akka promises order, and nothing more.
final class Channel {
  final Source from;
  final Inbox to;
  final long latencyPicos;
  final long hash;
  private long lastArrival;

  Channel(Source from, Inbox to, long latencyPicos) {
    this.from = from;
    this.to = to;
    this.latencyPicos = latencyPicos;
    this.hash = Mix.fold(from.hash(), to.source.hash());
  }

  /// When a message that departs now arrives: never before one that was sent earlier.
  long arrival(long departure) {
    lastArrival = Math.max(lastArrival, VirtualTime.after(departure, latencyPicos));
    return lastArrival;
  }
}
