package io.interlock.cluster.nodes;

import akka.actor.typed.ActorRef;
import io.interlock.cluster.fleet.Journal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal of a fleet, for the thread that turns its windows: a window is over when it is kept.
///
/// A disk that is full, or a database that is away, is waited for, but not for ever.
final class KeptJournal implements Journal {
  private static final Logger LOG = LoggerFactory.getLogger("fleet");
  private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(2);

  /// Where nothing is wrong with it, it has so long: processors that are busy make it slow.
  private static final Duration SLOW_AFTER = Duration.ofSeconds(15);

  private final ActorRef<JournalActor.Command> actor;
  private final JournalStore store;
  private final Duration patience;
  private final JournalActor.Kept kept;
  private int finished;

  /// Opens the journal of a fleet; if it is empty, the fleet begins with this.
  ///
  /// @param patience how long it may be away
  /// @throws FleetException when it is away for longer
  KeptJournal(
      ActorRef<JournalActor.Command> actor,
      JournalStore store,
      Duration patience,
      JournalEvent.Begun begun) {
    this.actor = actor;
    this.store = store;
    this.patience = patience;
    kept = await(answer -> actor.tell(new JournalActor.Command.Open(begun, answer)));
    finished = kept.windows().size();
  }

  /// What was kept when it was opened.
  JournalActor.Kept kept() {
    return kept;
  }

  @Override
  public List<Window> windows() {
    return kept.windows();
  }

  @Override
  public void finished(Window window) {
    JournalEvent.Finished event = new JournalEvent.Finished(window.untilPicos(), window.reports());
    this.<Void>await(
        answer -> actor.tell(new JournalActor.Command.Finish(finished, event, answer)));
    finished++;
  }

  /// Asks until there is an answer.
  private <T> T await(Consumer<CompletableFuture<T>> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    long begun = System.nanoTime();
    boolean complained = false;
    while (true) {
      question.accept(answer);
      try {
        T given = answer.get(ASK_AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS);
        if (complained) {
          LOG.warn("the journal answers again");
        }
        return given;
      } catch (TimeoutException _) {
        String why = store.complaint();
        if (System.nanoTime() - begun > patience.toNanos()) {
          throw FleetException.stopped(why.isEmpty() ? unheard() : unanswered(why));
        }
        boolean slow = System.nanoTime() - begun > SLOW_AFTER.toNanos();
        if (!complained && (slow || !why.isEmpty())) {
          LOG.warn(
              "{}; the fleet waits for it, {} s at most",
              why.isEmpty()
                  ? "the journal has yet to answer"
                  : "the journal does not answer: " + why,
              patience.toSeconds());
          complained = true;
        }
      } catch (ExecutionException failed) {
        throw new IllegalStateException(failed);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted");
      }
    }
  }

  /// Why there may be no answer although the database can be opened.
  private String unheard() {
    try {
      String damage = store.damage();
      return damage.isEmpty() ? unanswered("it can be opened, but is its disk full?") : damage;
    } catch (SQLException e) {
      return unanswered(String.valueOf(e.getMessage()));
    }
  }

  private static String unanswered(String why) {
    return "the journal does not answer: " + why + "; --resume goes on with the fleet";
  }
}
