package io.interlock.engine.explore.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/// The workers, each always on the same thread, so that a world is only ever used by one.
final class Crew implements AutoCloseable {
  private final List<ExecutorService> threads = new ArrayList<>();
  private final List<Worker> workers = new ArrayList<>();
  private boolean interrupted;

  /// Hires `size` workers; each is made on its own thread.
  Crew(int size, Supplier<Worker> worker) {
    try {
      for (int i = 0; i < size; i++) {
        threads.add(
            Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("sampler-" + i).factory()));
        workers.add(await(threads.get(i).submit(worker::get), () -> {}));
      }
    } catch (RuntimeException | Error failure) {
      close();
      throw failure;
    }
  }

  List<Worker> workers() {
    return workers;
  }

  /// Whether the calling thread has been interrupted since; if so, that is no longer pending.
  boolean wasInterrupted() {
    interrupted |= Thread.interrupted();
    return interrupted;
  }

  /// Has a generation run, until its end or an interrupt.
  void run(Generation generation) {
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      Worker worker = workers.get(i);
      futures.add(threads.get(i).submit(() -> generation.work(worker)));
    }
    RuntimeException failure = null;
    for (Future<?> future : futures) {
      try {
        await(future, generation::stop);
      } catch (RuntimeException e) {
        generation.stop();
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private <T> T await(Future<T> future, Runnable onInterrupt) {
    while (true) {
      try {
        return future.get();
      } catch (InterruptedException e) {
        interrupted = true;
        onInterrupt.run();
      } catch (ExecutionException e) {
        throw unwrapped(e);
      }
    }
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    return switch (e.getCause()) {
      case Error error -> throw error;
      case RuntimeException failure -> failure;
      case Throwable other -> new IllegalStateException(other);
      case null -> new IllegalStateException(e);
    };
  }

  @Override
  public void close() {
    for (int i = 0; i < workers.size(); i++) {
      Worker worker = workers.get(i);
      Callable<Boolean> closing =
          () -> {
            worker.close();
            return true;
          };
      await(threads.get(i).submit(closing), () -> {});
    }
    threads.forEach(ExecutorService::shutdown);
  }
}
