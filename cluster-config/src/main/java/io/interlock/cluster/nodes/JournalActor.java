package io.interlock.cluster.nodes;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.persistence.typed.EventAdapter;
import akka.persistence.typed.EventSeq;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import io.interlock.cluster.fleet.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Keeps the journal of a fleet in a database, by Akka Persistence.
final class JournalActor
    extends EventSourcedBehavior<JournalActor.Command, JournalEvent, JournalActor.Kept> {
  private static final Duration RETRY_LEAST = Duration.ofMillis(200);
  private static final Duration RETRY_MOST = Duration.ofSeconds(2);
  private static final double RETRY_JITTER = 0.1;

  /// What the journal understands.
  sealed interface Command {
    /// What is kept so far; if that is nothing, the fleet begins with this.
    record Open(JournalEvent.Begun begun, CompletableFuture<Kept> kept) implements Command {}

    /// One more window is over. Who hears nothing says it again: a window is kept once.
    ///
    /// @param number how many were over before
    record Finish(int number, JournalEvent.Finished window, CompletableFuture<Void> done)
        implements Command {}
  }

  /// What is kept.
  record Kept(JournalEvent.@Nullable Begun begun, List<Journal.Window> windows) {}

  /// Events as they are, each beside its format.
  private static final class Formatted extends EventAdapter<JournalEvent, JournalEvent> {
    @Override
    public String manifest(JournalEvent event) {
      return JournalEvent.FORMAT;
    }

    @Override
    public JournalEvent toJournal(JournalEvent event) {
      return event;
    }

    @Override
    public EventSeq<JournalEvent> fromJournal(JournalEvent event, String format) {
      return EventSeq.single(event);
    }
  }

  private JournalActor(PersistenceId id) {
    // Who waits for the journal says what is wrong, once.
    super(
        id,
        SupervisorStrategy.restartWithBackoff(RETRY_LEAST, RETRY_MOST, RETRY_JITTER)
            .withLoggingEnabled(false));
  }

  static Behavior<Command> create() {
    return new JournalActor(PersistenceId.ofUniqueId("fleet"));
  }

  @Override
  public Kept emptyState() {
    return new Kept(null, new ArrayList<>());
  }

  @Override
  public EventAdapter<JournalEvent, ?> eventAdapter() {
    return new Formatted();
  }

  @Override
  public CommandHandler<Command, JournalEvent, Kept> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Command.Open(var begun, var kept) ->
              state.begun() == null
                  ? Effect().persist(begun).thenRun((Kept now) -> kept.complete(copy(now)))
                  : Effect().none().thenRun((Kept now) -> kept.complete(copy(now)));
          case Command.Finish(int number, var window, var done) ->
              state.windows().size() > number
                  ? Effect().none().thenRun((Kept _) -> done.complete(null))
                  : Effect().persist(window).thenRun((Kept _) -> done.complete(null));
        };
  }

  private static Kept copy(Kept kept) {
    return new Kept(kept.begun(), List.copyOf(kept.windows()));
  }

  @Override
  public EventHandler<Kept, JournalEvent> eventHandler() {
    return (state, event) ->
        switch (event) {
          case JournalEvent.Begun begun -> new Kept(begun, state.windows());
          case JournalEvent.Finished(long until, var reports) -> {
            state.windows().add(new Journal.Window(until, reports));
            yield state;
          }
        };
  }
}
