package io.interlock.cluster.nodes;

import akka.actor.typed.ActorRef;
import io.interlock.cluster.fleet.Journal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The journal of a fleet, for the thread that turns its windows: a window is over when it is kept.
final class KeptJournal implements Journal {
  /// A disk that is full, or a database that is away, is waited for, but not for ever.
  private static final long KEPT_WITHIN_SECONDS = 60;

  private final ActorRef<JournalActor.Command> actor;
  private final List<Window> windows;

  KeptJournal(ActorRef<JournalActor.Command> actor, List<Window> windows) {
    this.actor = actor;
    this.windows = windows;
  }

  @Override
  public List<Window> windows() {
    return windows;
  }

  @Override
  public void finished(Window window) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    JournalEvent.Finished event = new JournalEvent.Finished(window.untilPicos(), window.reports());
    actor.tell(new JournalActor.Command.Finish(event, done));
    await(done);
  }

  /// Waits for an answer of the journal.
  ///
  /// @throws IllegalStateException when none comes
  static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(KEPT_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException _) {
      throw new IllegalStateException(
          "the journal does not answer: is its disk full? The fleet can go on with --resume");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted");
    }
  }
}
