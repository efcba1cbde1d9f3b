package io.interlock.engine;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.conductor.Revival;
import java.util.concurrent.CompletableFuture;

/// Actors that come back with a world that was saved.
final class Returning implements Revival {
  /// What an actor understands until it goes on.
  private sealed interface Command {
    /// Another comes back below it.
    record Spawn(String name) implements Command {}

    /// It goes on.
    record GoOn(StatefulBehavior.Step<?, Command> step) implements Command {}
  }

  @Override
  public Object byStage(String name) {
    return new Stage.Command.Spawn<>(waiting(), name, new CompletableFuture<>());
  }

  @Override
  public Object byActor(String name) {
    return new Command.Spawn(name);
  }

  @Override
  @SuppressWarnings("unchecked") // of whatever messages its actor understands from then on
  public Object goOn(Object behaviour) {
    return new Command.GoOn((StatefulBehavior.Step<?, Command>) behaviour);
  }

  private static Behavior<Command> waiting() {
    return Behaviors.setup(
        context -> {
          // A world that is loaded keeps virtual time.
          ConductedSim<Command> sim = (ConductedSim<Command>) Sim.of(context);
          sim.show();
          return Behaviors.receiveMessage(
              message ->
                  switch (message) {
                    case Command.Spawn(String name) -> {
                      context.spawn(waiting(), name);
                      yield Behaviors.same();
                    }
                    case Command.GoOn(var step) -> sim.goOn(step);
                  });
        });
  }
}
