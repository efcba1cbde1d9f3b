package io.interlock.engine.conductor;

import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHash;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The ordered pair (sender, receiver): the unit in which Akka promises order, and nothing more.
final class Channel {
  final Source from;
  final Inbox to;
  final long latencyPicos;
  final long hash;
  int number = Inbox.UNNUMBERED;
  private long lastArrival;
  private @Nullable Class<?> usualType;
  private @Nullable ToLongFunction<Object> usualHash;

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

  /// When what was sent last arrives.
  long lastArrival() {
    return lastArrival;
  }

  /// Goes on from there.
  void goOnFrom(long arrival) {
    lastArrival = arrival;
  }

  /// The hash of a message. Most channels carry one type of message, so its hasher is kept.
  long hashOf(Object message, StableHash hashes) {
    Class<?> type = message.getClass();
    ToLongFunction<Object> hash = usualHash;
    if (type != usualType || hash == null) {
      hash = hashes.hasher(type);
      usualType = type;
      usualHash = hash;
    }
    return hash.applyAsLong(message);
  }
}
