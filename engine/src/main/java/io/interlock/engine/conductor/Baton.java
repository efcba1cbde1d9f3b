package io.interlock.engine.conductor;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who may enter a world: one thread at a time, which then is that world as far as Akka can tell.
///
/// The holder's [ThreadLocalRandom][java.util.concurrent.ThreadLocalRandom] is the world's, and
/// dispatcher and scheduler find the world as [Conductor#RUNNING].
final class Baton {
  private final ReentrantLock lock = new ReentrantLock();
  private final Conductor conductor;
  private final ThreadChance chance;

  /// Plain on purpose: a thread can only read itself here if it wrote itself.
  private @Nullable Thread holder;

  Baton(Conductor conductor, long seed) {
    this.conductor = conductor;
    this.chance = new ThreadChance(seed);
  }

  /// Says whether the calling thread is inside.
  boolean held() {
    return Thread.currentThread() == holder;
  }

  /// Lets the world's chance go on from `seed`.
  void drawFrom(long seed) {
    chance.goOnFrom(seed, held());
  }

  /// Where the world's chance is.
  long chancePosition() {
    return chance.position(held());
  }

  /// Enters, waiting for whoever is inside, and does `work`.
  <T extends @Nullable Object> T holding(Supplier<T> work) {
    lock.lock();
    try {
      return enter(work);
    } finally {
      lock.unlock();
    }
  }

  /// Enters for `work` if nobody is inside, as long as `wanted`.
  ///
  /// Whoever is inside asks again on leaving, so nothing wanted is forgotten.
  void holdingIfFree(BooleanSupplier wanted, Runnable work) {
    while (wanted.getAsBoolean() && !held() && lock.tryLock()) {
      try {
        enter(
            () -> {
              work.run();
              return true;
            });
      } finally {
        lock.unlock();
      }
    }
  }

  private <T extends @Nullable Object> T enter(Supplier<T> work) {
    holder = Thread.currentThread();
    long own = chance.lend();
    try {
      return ScopedValue.where(Conductor.RUNNING, conductor).call(work::get);
    } finally {
      chance.takeBack(own);
      holder = null;
    }
  }
}
