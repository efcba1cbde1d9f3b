package io.interlock.engine;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.io.Serializable;
import java.util.function.Function;

/// A behaviour as a fold: from a state and a message to the next state.
///
/// The state is kept with the engine and not in Akka, so the engine can read it, save it and go
/// back to it. It is an immutable value, or one mutable object that the actor owns, never sends,
/// and can copy ([Copyable]).
public final class StatefulBehavior {
  private StatefulBehavior() {}

  /// One step of an actor. Effects are messages, alarms and facts; nothing else leaves. It can be
  /// saved with its world, and all that it captures.
  ///
  /// @param <S> state
  /// @param <M> protocol
  @FunctionalInterface
  public interface Step<S, M> extends Serializable {
    /// Handles one message and returns the state to go on with.
    S receive(Sim<M> sim, S state, M message);
  }

  /// An actor that starts with `initial` and takes `step` for each message.
  ///
  /// What a step throws ends the whole simulation with an error that names the actor and the
  /// message: a fault of the simulator is not a fault of the simulated machine. So does the stop of
  /// an actor watched without a message of its own (`watchWith`).
  public static <S, M> Behavior<M> of(Function<Sim<M>, S> initial, Step<S, M> step) {
    return Behaviors.setup(
        context ->
            switch (Sim.of(context)) {
              case ConductedSim<M> conducted -> conducted.behavior(initial, step);
              case LiveSim<M> live -> live.behavior(initial, step);
            });
  }
}
