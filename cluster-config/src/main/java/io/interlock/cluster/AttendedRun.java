package io.interlock.cluster;

import io.interlock.actors.result.Progress;
import io.interlock.actors.result.RunControl;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// A run under way on other threads, and how whoever waits for it hears of it and stops it.
///
/// @param end completes when the run has come to its end, or was interrupted
/// @param progress how far it is
/// @param interrupt makes it end soon
public record AttendedRun(
    CompletableFuture<Void> end, Supplier<Progress> progress, Runnable interrupt) {
  private static final long POLL_MILLIS = 20;

  /// Waits for the end while reporting progress; says whether somebody asked to stop earlier.
  ///
  /// @throws RuntimeException what ended the run
  public boolean await(RunControl control) {
    boolean interrupted = false;
    while (true) {
      try {
        end.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        control.progress().progressed(progress.get());
        return interrupted;
      } catch (TimeoutException _) {
        control.progress().progressed(progress.get());
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(failed.getCause());
      } catch (InterruptedException _) {
        interrupted = true;
        interrupt.run();
      }
      if (!interrupted && control.stopRequested().getAsBoolean()) {
        interrupted = true;
        interrupt.run();
      }
    }
  }
}
