package io.interlock.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.conductor.Conductor;
import io.interlock.engine.conductor.Inbox;

/// The view of an actor whose deliveries a conductor orders.
final class ConductedSim<M> implements Sim<M> {
  private final Inbox inbox;
  private final Conductor conductor;
  private final ActorContext<M> context;
  private boolean stopping;

  ConductedSim(Inbox inbox, ActorContext<M> context) {
    this.inbox = inbox;
    this.conductor = inbox.conductor();
    this.context = context;
  }

  <S> Behavior<M> behavior(S initial, StatefulBehavior.Step<S, M> step) {
    inbox.state(initial);
    return Behaviors.receiveMessage(message -> receive(step, message));
  }

  @SuppressWarnings("unchecked") // the state slot is written by this class alone
  private <S> Behavior<M> receive(StatefulBehavior.Step<S, M> step, M message) {
    try {
      S state = (S) java.util.Objects.requireNonNull(inbox.state());
      inbox.state(step.receive(this, state, message));
    } catch (RuntimeException | Error broken) {
      conductor.fail(inbox, message, broken);
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
    return conductor.localNow();
  }

  @Override
  public void spend(long picos) {
    if (picos < 0) {
      throw new IllegalArgumentException("cannot spend " + picos + " ps; allowed: 0 or more");
    }
    conductor.spend(picos);
  }

  @Override
  public void arm(Enum<?> key, long delayPicos, M message) {
    if (delayPicos < 0) {
      throw new IllegalArgumentException(
          "alarm " + key + " in " + delayPicos + " ps; allowed: 0 or more");
    }
    conductor.arm(inbox, key, delayPicos, message);
  }

  @Override
  public void disarm(Enum<?> key) {
    conductor.disarm(inbox, key);
  }

  @Override
  public long random() {
    return inbox.chance();
  }

  @Override
  public int choose(int alternatives) {
    return alternatives == 1 ? 0 : (int) Math.unsignedMultiplyHigh(inbox.chance(), alternatives);
  }

  @Override
  public void state(Object fact) {
    conductor.state(inbox, fact);
  }

  @Override
  public boolean observed() {
    return conductor.observed();
  }

  @Override
  public void stop() {
    stopping = true;
  }
}
