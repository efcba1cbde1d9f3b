package io.interlock.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.util.concurrent.CompletableFuture;

/// The first actor of a simulation, parent of all that its owner spawns.
final class Stage {
  private Stage() {}

  sealed interface Command {
    /// Spawns an actor in the step that delivers this.
    record Spawn<T>(Behavior<T> behavior, String name, CompletableFuture<ActorRef<T>> spawned)
        implements Command {}

    /// Stops all that was spawned, so that the same can be spawned again.
    record Clear() implements Command {}

    /// Stops everything.
    record Strike() implements Command {}
  }

  static Behavior<Command> create() {
    return Behaviors.receive(
        (context, message) ->
            switch (message) {
              case Command.Spawn<?> spawn -> {
                spawn(context, spawn);
                yield Behaviors.same();
              }
              case Command.Clear _ -> {
                context.getChildren().forEach(context::stop);
                yield Behaviors.same();
              }
              case Command.Strike _ -> Behaviors.stopped();
            });
  }

  private static <T> void spawn(
      akka.actor.typed.javadsl.ActorContext<Command> context, Command.Spawn<T> spawn) {
    try {
      spawn.spawned().complete(context.spawn(spawn.behavior(), spawn.name()));
    } catch (RuntimeException refused) {
      spawn.spawned().completeExceptionally(refused);
    }
  }
}
