package io.interlock.engine.conductor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Lends a thread a seeded [ThreadLocalRandom] while it conducts.
///
/// Akka draws the jitter of restart back-off from there, and nothing else gets between. It needs
/// `--add-opens=java.base/java.lang=ALL-UNNAMED`; without it such jitter differs from run to run.
final class ThreadChance {
  private final @Nullable VarHandle threadSeed = find();
  private long state;

  ThreadChance(long seed) {
    this.state = seed;
  }

  /// Puts the simulation's stream in place of the thread's own, which is returned.
  long enter() {
    if (threadSeed == null) {
      return 0;
    }
    ThreadLocalRandom.current();
    long own = (long) threadSeed.get(Thread.currentThread());
    threadSeed.set(Thread.currentThread(), state);
    return own;
  }

  /// Puts the thread's own stream back.
  void leave(long own) {
    if (threadSeed != null) {
      state = (long) threadSeed.get(Thread.currentThread());
      threadSeed.set(Thread.currentThread(), own);
    }
  }

  private static @Nullable VarHandle find() {
    try {
      return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
          .findVarHandle(Thread.class, "threadLocalRandomSeed", long.class);
    } catch (ReflectiveOperationException closed) {
      return null;
    }
  }
}
