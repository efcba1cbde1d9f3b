package io.interlock.engine.conductor;

import io.interlock.engine.trace.Delivered;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.Observer;
import io.interlock.engine.trace.StableHash;
import io.interlock.engine.trace.TraceDigest;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// What is written down of one world: a count, a digest, and a word to each observer.
final class Ledger {
  /// Progress is published every so many deliveries.
  private static final long PUBLISH_MASK = 0xFF;

  private final Observer[] observers;
  private final IdentityHashMap<Class<?>, Observer[]> hearing = new IdentityHashMap<>();
  private final StableHash hashes;
  private TraceDigest digest = new TraceDigest();
  private long events;
  private final AtomicLong publishedNow = new AtomicLong();
  private final AtomicLong publishedEvents = new AtomicLong();

  Ledger(List<Observer> observers, StableHash hashes) {
    this.observers = observers.toArray(Observer[]::new);
    this.hashes = hashes;
  }

  /// Writes down that `message` is being delivered.
  void delivered(Channel channel, long now, Object message) {
    if ((++events & PUBLISH_MASK) == 0) {
      publish(now);
    }
    digest.add(Mix.fold(Mix.fold(channel.hash, now), channel.hashOf(message, hashes)));
    if (observers.length > 0) {
      var delivered = new Delivered(events, now, channel.from.name(), channel.to.name(), message);
      for (Observer observer : observers) {
        observer.delivered(delivered);
      }
    }
  }

  /// Tells the observers of a delivery that is not written down.
  void announce(int step, Channel channel, long now, Object message) {
    events++;
    if (observers.length > 0) {
      var delivered =
          new Delivered(step + 1L, now, channel.from.name(), channel.to.name(), message);
      for (Observer observer : observers) {
        observer.delivered(delivered);
      }
    }
  }

  /// Passes a fact on to those who hear facts of its kind.
  void stated(long now, String actor, Object fact) {
    for (Observer observer : hearing(fact.getClass())) {
      observer.stated(now, actor, fact);
    }
  }

  boolean observed() {
    return observers.length > 0;
  }

  boolean observed(Class<?> fact) {
    return observed() && hearing(fact).length > 0;
  }

  private Observer[] hearing(Class<?> fact) {
    Observer[] known = hearing.get(fact);
    if (known == null) {
      known = Arrays.stream(observers).filter(o -> o.hears(fact)).toArray(Observer[]::new);
      hearing.put(fact, known);
    }
    return known;
  }

  /// Makes the time and the count visible to other threads, soon: nobody waits for them, and a
  /// search publishes after each step, where volatile writes would cost a tenth.
  void publish(long now) {
    publishedNow.setRelease(now);
    publishedEvents.setRelease(events);
  }

  long publishedNow() {
    return publishedNow.getAcquire();
  }

  long publishedEvents() {
    return publishedEvents.getAcquire();
  }

  /// The number of the current delivery, from 1.
  long step() {
    return events;
  }

  /// What the digest is taken of.
  TraceDigest trace() {
    return digest;
  }

  /// Goes on from what was saved.
  void goOn(long delivered, TraceDigest trace) {
    events = delivered;
    digest = trace;
  }

  String digest() {
    return digest.hex();
  }
}
