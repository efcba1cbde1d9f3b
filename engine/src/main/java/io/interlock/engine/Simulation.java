package io.interlock.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.internal.adapter.ActorRefAdapter;
import akka.actor.typed.javadsl.Adapter;
import io.interlock.engine.conductor.Conductor;
import io.interlock.engine.conductor.Inbox;
import io.interlock.engine.conductor.Pause;
import io.interlock.engine.conductor.Preservation;
import io.interlock.engine.image.ImageException;
import io.interlock.engine.image.Images;
import io.interlock.engine.image.Vocabulary;
import java.util.List;
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

  /// All of this world and something `beside` it as bytes, from which [#load] makes the same, in
  /// this JVM or in another of the same build.
  ///
  /// @param images made by [#images]
  /// @param known what whoever loads it has too
  /// @throws ImageException where an actor is none of a [StatefulBehavior], has set a timer of
  ///     Akka's, or keeps something that cannot be saved
  public byte[] save(Images images, Vocabulary known, Object beside) {
    return new Preservation(images, known).save(conductor, beside);
  }

  /// Makes of this world, which has the same options and no actors yet, one that was saved, and
  /// returns what was beside it. Observers go on as if they had heard of it from the beginning.
  ///
  /// @throws ImageException where `image` cannot be read; this world is of no use then
  public Object load(Images images, Vocabulary known, byte[] image) {
    return new Preservation(images, known).load(conductor, image, new Returning());
  }

  /// Writes and reads worlds, one after the other.
  public static Images images() {
    return new Images(
        List.of(ActorRef.class, Inbox.View.class), List.of(ActorRefAdapter.class.getName()));
  }

  /// Stops all actors of this simulation; nothing happens the second time.
  @Override
  public void close() {
    conductor.deliverNow(Adapter.toClassic(stage), new Stage.Command.Strike());
  }
}
