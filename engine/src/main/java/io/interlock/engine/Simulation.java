package io.interlock.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Adapter;
import io.interlock.engine.conductor.Conductor;
import io.interlock.engine.conductor.Pause;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One world of actors in virtual time.
///
/// It runs on the thread that calls [#run], and on one thread at a time; different simulations run
/// on different threads without knowing of each other. With equal options, actors and messages from
/// the outside, two simulations have equal digests.
public final class Simulation implements AutoCloseable {
  private final Conductor conductor;
  private final ActorRef<Stage.Command> stage;

  Simulation(Conductor conductor, ActorRef<Stage.Command> stage) {
    this.conductor = conductor;
    this.stage = stage;
  }

  /// Starts an actor, at once. Its children belong to this simulation too.
  ///
  /// @throws IllegalStateException from inside this simulation, or once it is closed
  /// @throws RuntimeException of Akka's, if the name is taken or not a name
  public <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
    CompletableFuture<ActorRef<T>> spawned = new CompletableFuture<>();
    Stage.Command spawn = new Stage.Command.Spawn<>(behavior, name, spawned);
    if (!conductor.deliverNow(Adapter.toClassic(stage), spawn)) {
      throw new IllegalStateException("simulation " + conductor.name() + " is closed");
    }
    return Answers.of(spawned);
  }

  /// Sends a message from the outside at the current virtual time. One to an actor that has stopped
  /// is a dead letter.
  public <T> void tell(ActorRef<T> receiver, T message) {
    conductor.post(Adapter.toClassic(receiver), message);
  }

  /// Runs until nothing is left to happen.
  public Pause run() {
    return run(Long.MAX_VALUE);
  }

  /// Runs all that happens up to and including `untilPicos` of virtual time.
  ///
  /// @throws io.interlock.engine.conductor.SimulationFailure when an actor with a
  ///     [StatefulBehavior] threw, or a foreign thread sent a message into this simulation; later
  ///     runs throw it again
  public Pause run(long untilPicos) {
    return conductor.run(untilPicos, false);
  }

  /// As [#run], and where nothing is left to happen before `toPicos`, that time passes all the
  /// same: what is told next is told then. A run that is interrupted stays where it is.
  public Pause advance(long toPicos) {
    return conductor.run(toPicos, true);
  }

  /// Makes a run on another thread come back after its current step, and later runs at once.
  public void interrupt() {
    conductor.interrupt();
  }

  /// Virtual time in picoseconds.
  public long now() {
    return conductor.now();
  }

  /// Deliveries so far.
  public long events() {
    return conductor.events();
  }

  /// The digest of the canonical trace so far.
  public String digest() {
    return conductor.digest();
  }

  /// The state of an actor with a [StatefulBehavior], to look at and not to change; null for other
  /// actors.
  public @Nullable Object stateOf(ActorRef<?> actor) {
    return conductor.stateOf(Adapter.toClassic(actor));
  }

  /// Stops all actors of this simulation; nothing happens the second time.
  @Override
  public void close() {
    conductor.deliverNow(Adapter.toClassic(stage), new Stage.Command.Strike());
  }
}
