package io.interlock.engine;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.trace.Mix;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// The view of an actor that Akka itself schedules, on the wall clock.
final class LiveSim<M> implements Sim<M> {
  private final LiveWorld world;
  private final String name;
  private final ActorContext<M> context;
  private final Map<Enum<?>, Alarm> alarms = new HashMap<>();
  private long chance;
  private boolean stopping;

  /// An alarm on its way: rings only if it is still the one armed under its key.
  private record Alarm(Enum<?> key, Object message, Cancellable timer) {}

  /// What the timer sends; the alarm may have been disarmed since.
  private static final class Ring {
    private Alarm alarm;

    @SuppressWarnings("NullAway.Init") // set before the timer can fire
    private Ring() {}
  }

  LiveSim(LiveWorld world, String name, ActorContext<M> context) {
    this.world = world;
    this.name = name;
    this.context = context;
    this.chance = Mix.fold(world.seed(), Mix.text(name));
  }

  <S> Behavior<M> behavior(Function<Sim<M>, S> initial, StatefulBehavior.Step<S, M> step) {
    try {
      Holder<S> holder = new Holder<>(initial.apply(this));
      return stopping
          ? Behaviors.stopped()
          : Behaviors.receiveMessage(message -> receive(holder, step, message));
    } catch (RuntimeException | Error broken) {
      world.fail(name, "its start", broken);
      return Behaviors.stopped();
    }
  }

  private static final class Holder<S> {
    private S state;

    private Holder(S state) {
      this.state = state;
    }
  }

  @SuppressWarnings("unchecked") // a ring carries a message of this protocol
  private <S> Behavior<M> receive(
      Holder<S> holder, StatefulBehavior.Step<S, M> step, Object received) {
    Object message = received;
    if (received instanceof Ring ring) {
      if (!alarms.remove(ring.alarm.key(), ring.alarm)) {
        return Behaviors.same();
      }
      message = ring.alarm.message();
    }
    world.handled();
    try {
      holder.state = step.receive(this, holder.state, (M) message);
    } catch (RuntimeException | Error broken) {
      world.fail(name, message, broken);
      return Behaviors.stopped();
    }
    return stopping ? Behaviors.stopped() : Behaviors.same();
  }

  @Override
  public ActorRef<M> self() {
    return context.getSelf();
  }

  @Override
  public ActorContext<M> context() {
    return context;
  }

  @Override
  public long now() {
    return world.nowPicos();
  }

  @Override
  public void spend(long picos) {
    SimChecks.requireCost(picos); // and no more: time passes by itself here
  }

  @Override
  public void arm(Enum<?> key, long delayPicos, M message) {
    SimChecks.requireDelay(key, delayPicos);
    disarm(key);
    Ring ring = new Ring();
    Cancellable timer =
        context.scheduleOnce(
            Duration.ofNanos(delayPicos / 1000), context.getSelf().unsafeUpcast(), ring);
    ring.alarm = new Alarm(key, message, timer);
    alarms.put(key, ring.alarm);
  }

  @Override
  public void disarm(Enum<?> key) {
    Alarm armed = alarms.remove(key);
    if (armed != null) {
      armed.timer().cancel();
    }
  }

  @Override
  public long random() {
    chance += Mix.GOLDEN;
    return Mix.mix(chance);
  }

  @Override
  public int choose(int alternatives) {
    SimChecks.requireAlternatives(alternatives);
    return alternatives == 1 ? 0 : (int) Math.unsignedMultiplyHigh(random(), alternatives);
  }

  @Override
  public void state(Object fact) {
    world.state(name, fact);
  }

  @Override
  public boolean observed() {
    return world.observed();
  }

  @Override
  public boolean observed(Class<?> fact) {
    return world.observed(fact);
  }

  @Override
  public void stop() {
    stopping = true;
  }
}
