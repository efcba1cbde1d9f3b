package io.interlock.engine.explore.sample;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A batch of executions that all go by the same knowledge; workers take them one by one.
final class Generation {
  private final long first;
  private final AtomicReferenceArray<@Nullable Outcome> outcomes;
  private final boolean stopAtFirst;
  private final BooleanSupplier timeIsUp;
  private final AtomicLong next;
  private final AtomicLong last;
  private volatile boolean stopped;

  /// @param first its first execution
  /// @param timeIsUp asked before each execution, by all workers
  Generation(long first, int size, boolean stopAtFirst, BooleanSupplier timeIsUp) {
    this.first = first;
    this.stopAtFirst = stopAtFirst;
    this.timeIsUp = timeIsUp;
    outcomes = new AtomicReferenceArray<>(size);
    next = new AtomicLong(first);
    last = new AtomicLong(first + size - 1);
  }

  /// Runs executions until none is left. Those before one that ends the search are all run.
  void work(Worker worker) {
    worker.beginGeneration();
    while (!stopped && !timeIsUp.getAsBoolean()) {
      long execution = next.getAndIncrement();
      if (execution > last.get()) {
        return;
      }
      Outcome outcome = worker.execute(execution);
      outcomes.set((int) (execution - first), outcome);
      if (endsSearch(outcome)) {
        last.accumulateAndGet(execution, Math::min);
      }
    }
  }

  boolean endsSearch(Outcome outcome) {
    return outcome.nondeterminism() != null || (stopAtFirst && outcome.violation() != null);
  }

  /// Lets no worker take another execution.
  void stop() {
    stopped = true;
  }

  int size() {
    return outcomes.length();
  }

  /// What came of the execution at `index`, or null if it was not run.
  @Nullable Outcome outcome(int index) {
    return outcomes.get(index);
  }
}
