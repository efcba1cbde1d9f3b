package io.interlock.engine;

import akka.actor.typed.ActorRef;
import io.interlock.engine.conductor.SimulationFailure;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A run on the wall clock, under Akka's own dispatcher on all cores.
///
/// @param <T> protocol of the first actor
public final class LiveRun<T> {
  private final ActorRef<T> root;
  private final LiveWorld world;
  private final Runnable stop;
  private final CompletionStage<Void> ended;

  LiveRun(ActorRef<T> root, LiveWorld world, Runnable stop, CompletionStage<Void> ended) {
    this.root = root;
    this.world = world;
    this.stop = stop;
    this.ended = ended;
  }

  /// The first actor.
  public ActorRef<T> root() {
    return root;
  }

  /// Picoseconds since the run began.
  public long now() {
    return world.nowPicos();
  }

  /// Messages handled so far by actors with a [StatefulBehavior].
  public long events() {
    return world.events();
  }

  /// What an actor threw, or null while all is well.
  public @Nullable SimulationFailure failure() {
    return world.failure();
  }

  /// Stops all actors of this run and waits until they have stopped.
  public void stop() {
    stop.run();
    ended.toCompletableFuture().join();
  }
}
