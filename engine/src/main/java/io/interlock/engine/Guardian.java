package io.interlock.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.conductor.Conductor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// The parent of every simulation and every live run of an engine; itself never simulated.
final class Guardian {
  private Guardian() {}

  sealed interface Command {
    /// Starts the stage of a simulation.
    record Open(String name, Conductor conductor, CompletableFuture<ActorRef<Stage.Command>> stage)
        implements Command {}

    /// Starts the first actor of a live run; `ended` completes when it has stopped.
    record Live<T>(
        String name,
        Behavior<T> behavior,
        CompletableFuture<ActorRef<T>> root,
        CompletableFuture<Void> ended)
        implements Command {}

    /// Stops a live run.
    record Stop(ActorRef<?> root) implements Command {}
  }

  static Behavior<Command> create() {
    Map<ActorRef<?>, CompletableFuture<Void>> endings = new HashMap<>();
    return Behaviors.setup(
        context ->
            Behaviors.receive(Command.class)
                .onAnyMessage(message -> handle(context, message, endings))
                .onSignal(
                    Terminated.class,
                    stopped -> {
                      CompletableFuture<Void> ended = endings.remove(stopped.getRef());
                      if (ended != null) {
                        ended.complete(null);
                      }
                      return Behaviors.same();
                    })
                .build());
  }

  private static Behavior<Command> handle(
      ActorContext<Command> context,
      Command message,
      Map<ActorRef<?>, CompletableFuture<Void>> endings) {
    switch (message) {
      case Command.Open(String name, Conductor conductor, var stage) ->
          stage.complete(conductor.staging(() -> context.spawn(Stage.create(), name)));
      case Command.Live<?> live -> start(context, live, endings);
      case Command.Stop(ActorRef<?> root) -> context.stop(root);
    }
    return Behaviors.same();
  }

  private static <T> void start(
      ActorContext<Command> context,
      Command.Live<T> live,
      Map<ActorRef<?>, CompletableFuture<Void>> endings) {
    ActorRef<T> root = context.spawn(live.behavior(), live.name());
    endings.put(root, live.ended());
    context.watch(root);
    live.root().complete(root);
  }
}
