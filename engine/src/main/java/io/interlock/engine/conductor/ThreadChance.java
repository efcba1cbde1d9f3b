package io.interlock.engine.conductor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Lends a thread a seeded [ThreadLocalRandom] while it conducts.
///
/// Akka draws from there the jitter of restart back-off, the choices of a random router, and the
/// uids that order the watchers of an actor that has more than four; nothing else gets between. It
/// needs `--add-opens=java.base/java.lang=ALL-UNNAMED`; without it these differ from run to run.
final class ThreadChance {
  private static final @Nullable VarHandle THREAD_SEED = find();

  private long state;

  ThreadChance(long seed) {
    this.state = seed;
  }

  /// Says whether this JVM lets us.
  static boolean available() {
    return THREAD_SEED != null;
  }

  /// Puts the simulation's stream in place of the thread's own, which is returned.
  long lend() {
    if (THREAD_SEED == null) {
      return 0;
    }
    ThreadLocalRandom.current(); // a thread that never asked has no stream to put back yet
    long own = (long) THREAD_SEED.get(Thread.currentThread());
    THREAD_SEED.set(Thread.currentThread(), state);
    return own;
  }

  /// Puts the thread's own stream back.
  void takeBack(long own) {
    if (THREAD_SEED != null) {
      state = (long) THREAD_SEED.get(Thread.currentThread());
      THREAD_SEED.set(Thread.currentThread(), own);
    }
  }

  /// Where the stream is; `lent` says whether the calling thread has it now.
  long position(boolean lent) {
    return lent && THREAD_SEED != null ? (long) THREAD_SEED.get(Thread.currentThread()) : state;
  }

  /// Lets the stream go on from `seed`; `lent` says whether the calling thread has it now.
  void goOnFrom(long seed, boolean lent) {
    if (!lent) {
      state = seed;
    } else if (THREAD_SEED != null) {
      THREAD_SEED.set(Thread.currentThread(), seed);
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
