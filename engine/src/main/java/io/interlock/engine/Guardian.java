package io.interlock.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.conductor.Conductor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

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
                .onSignal(
                    PostStop.class,
                    _ -> {
                      endings.values().forEach(ended -> ended.complete(null));
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
          complete(stage, () -> conductor.staging(() -> context.spawn(Stage.create(), name)));
      case Command.Live<?> live -> start(context, live, endings);
      case Command.Stop(ActorRef<?> root) -> context.stop(root);
    }
    return Behaviors.same();
  }

  private static <T> void start(
      ActorContext<Command> context,
      Command.Live<T> live,
      Map<ActorRef<?>, CompletableFuture<Void>> endings) {
    complete(
        live.root(),
        () -> {
          ActorRef<T> root = context.spawn(live.behavior(), live.name());
          endings.put(root, live.ended());
          context.watch(root);
          return root;
        });
  }

  /// A refusal goes to whoever asked: it must not stop the parent of everybody else.
  private static <T> void complete(CompletableFuture<T> answer, Supplier<T> start) {
    try {
      answer.complete(start.get());
    } catch (RuntimeException refused) {
      answer.completeExceptionally(refused);
    }
  }
}
