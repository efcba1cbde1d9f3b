package io.interlock.engine;

import io.interlock.engine.conductor.SimulationFailure;
import io.interlock.engine.trace.Observer;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What the actors of one live run share: its clock, its seed, its observers.
final class LiveWorld {
  private final long seed;
  private final List<Observer> observers;
  private final ReentrantLock observing = new ReentrantLock();
  private final LongAdder events = new LongAdder();
  private final long startNanos = System.nanoTime();
  private volatile @Nullable SimulationFailure failure;

  LiveWorld(long seed, List<Observer> observers) {
    this.seed = seed;
    this.observers = List.copyOf(observers);
  }

  long seed() {
    return seed;
  }

  long nowPicos() {
    return (System.nanoTime() - startNanos) * 1000;
  }

  boolean observed() {
    return !observers.isEmpty();
  }

  boolean observed(Class<?> fact) {
    return observers.stream().anyMatch(observer -> observer.hears(fact));
  }

  void state(String actor, Object fact) {
    observing.lock();
    try {
      long now = nowPicos();
      for (Observer observer : observers) {
        observer.stated(now, actor, fact);
      }
    } finally {
      observing.unlock();
    }
  }

  void handled() {
    events.increment();
  }

  long events() {
    return events.sum();
  }

  void fail(String actor, Object message, Throwable cause) {
    if (failure == null) {
      failure = SimulationFailure.of(actor, "", message, cause);
    }
  }

  @Nullable SimulationFailure failure() {
    return failure;
  }
}
