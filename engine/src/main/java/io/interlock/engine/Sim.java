package io.interlock.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import io.interlock.engine.conductor.ConductedDispatcher;
import io.interlock.engine.conductor.Inbox;

/// What a behaviour may ask of the world it lives in: time, cost, chance, choice, alarms.
///
/// A behaviour that asks nothing else (no clock, no random source, no thread, no static variable)
/// runs the same in timed mode and in live mode, and repeats itself exactly in the former. One
/// belongs to one actor and is used in that actor's handlers only.
///
/// @param <M> the protocol of the actor
public sealed interface Sim<M> permits ConductedSim, LiveSim {
  /// The actor itself.
  ActorRef<M> self();

  /// Akka's context of the actor, for spawning, watching and adapting.
  ActorContext<M> context();

  /// Picoseconds since the run began, including what this handler has spent so far.
  long now();

  /// Keeps the actor busy for `picos` (0 or more) picoseconds: what it sends afterwards departs
  /// later, and what arrives meanwhile waits. On the wall clock, work takes the time it takes, and
  /// this does nothing.
  void spend(long picos);

  /// Sends `message` to the actor itself after `delayPicos` (0 or more) picoseconds, unless the
  /// alarm of the same `key` is armed again or disarmed before. An actor has one alarm a key.
  void arm(Enum<?> key, long delayPicos, M message);

  /// Takes an alarm back; from here on it does not ring. Nothing happens where none is armed.
  void disarm(Enum<?> key);

  /// A 64-bit word from the actor's own seeded stream.
  long random();

  /// One of 0 to `alternatives - 1`: decided by chance in a run, by the strategy in a search.
  int choose(int alternatives);

  /// States a fact about the actor, an immutable value, for whoever observes the run.
  void state(Object fact);

  /// Says whether anybody hears [#state], so that costly facts need not be made in vain.
  boolean observed();

  /// Says whether anybody hears facts of that class, for those that cost more than the question.
  boolean observed(Class<?> fact);

  /// Stops the actor at the end of this handler.
  void stop();

  /// The world of the actor that owns `context`.
  ///
  /// @throws IllegalStateException for an actor that was not started by an [Engine]
  static <M> Sim<M> of(ActorContext<M> context) {
    akka.actor.ActorRef self = Adapter.toClassic(context.getSelf());
    Inbox inbox = ConductedDispatcher.inboxOf(self);
    if (inbox != null) {
      return new ConductedSim<>(inbox, context);
    }
    String path = self.path().toStringWithoutAddress();
    String[] parts = path.split("/", 4);
    LiveWorld world = LiveWorlds.of(context.getSystem()).named(parts.length > 2 ? parts[2] : "");
    if (world == null) {
      throw new IllegalStateException(path + " was not started by an Engine");
    }
    return new LiveSim<>(world, parts.length > 3 ? parts[3] : parts[2], context);
  }
}
