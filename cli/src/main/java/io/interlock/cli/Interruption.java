package io.interlock.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Turns SIGINT and SIGTERM into a request to stop, and the JVM's shutdown into exit status 130
/// once the command has printed what it has.
final class Interruption {
  private enum State {
    /// A command runs that cannot stop early.
    BUSY,
    /// A command runs that asks [Interruption#isRequested()] and will print what it has.
    STOPPABLE,
    /// The user wants it to stop.
    REQUESTED,
    /// The command is done; the JVM ends with its status.
    ENDED
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.BUSY);
  private final CountDownLatch finished = new CountDownLatch(1);

  /// Whether the user wants the command to stop.
  boolean isRequested() {
    return state.get() == State.REQUESTED;
  }

  /// The running command promises to ask [#isRequested()].
  void listen() {
    state.compareAndSet(State.BUSY, State.STOPPABLE);
  }

  /// The user wants the command to stop. Returns whether it is worth waiting for its last words.
  boolean request() {
    return state.compareAndSet(State.STOPPABLE, State.REQUESTED);
  }

  /// The command is done, last words included. Returns whether its own status is to be the exit
  /// status.
  boolean end() {
    boolean undisturbed = state.getAndUpdate(Interruption::ended) != State.REQUESTED;
    finished.countDown();
    return undisturbed;
  }

  /// What the shutdown hook does: nothing after a normal end, else wait and leave with status 130.
  void onShutdown(Duration lastWordsMax) {
    if (state.get() == State.ENDED) {
      return;
    }
    if (request()) {
      awaitEnd(lastWordsMax);
    }
    Runtime.getRuntime().halt(ExitStatus.INTERRUPTED);
  }

  private void awaitEnd(Duration most) {
    try {
      boolean _ = finished.await(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static State ended(State state) {
    return state == State.REQUESTED ? State.REQUESTED : State.ENDED;
  }
}
