package io.interlock.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ExtensibleBehavior;
import akka.actor.typed.Signal;
import akka.actor.typed.Terminated;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.conductor.Conductor;
import io.interlock.engine.conductor.Inbox;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The view of an actor whose deliveries a conductor orders.
final class ConductedSim<M> implements Sim<M>, Inbox.View {
  private final Inbox inbox;
  private final ActorContext<M> context;
  private boolean stopping;
  private StatefulBehavior.@Nullable Step<?, M> step;

  ConductedSim(Inbox inbox, ActorContext<M> context) {
    this.inbox = inbox;
    this.context = context;
  }

  <S> Behavior<M> behavior(Function<Sim<M>, S> initial, StatefulBehavior.Step<S, M> step) {
    try {
      inbox.state(initial.apply(this));
    } catch (RuntimeException | Error broken) {
      return fail("its start", broken);
    }
    return stopping ? Behaviors.stopped() : goOn(step);
  }

  /// The actor goes on with this step, from the state that is in its inbox.
  <S> Behavior<M> goOn(StatefulBehavior.Step<S, M> next) {
    step = next;
    show();
    return new Shell<>(this, next);
  }

  /// The actor sees its world by this.
  void show() {
    inbox.view(this);
  }

  @Override
  public Inbox inbox() {
    return inbox;
  }

  @Override
  public Object behaviour() {
    return Objects.requireNonNull(step);
  }

  private Behavior<M> fail(Object message, Throwable broken) {
    conductor().fail(inbox, message, broken);
    return Behaviors.stopped();
  }

  /// What Akka sees of a [StatefulBehavior]: it stays the same while the state goes on.
  private static final class Shell<S, M> extends ExtensibleBehavior<M> {
    private final ConductedSim<M> sim;
    private final StatefulBehavior.Step<S, M> step;

    private Shell(ConductedSim<M> sim, StatefulBehavior.Step<S, M> step) {
      this.sim = sim;
      this.step = step;
    }

    @Override
    @SuppressWarnings("unchecked") // the state slot is written by this class and its maker alone
    public Behavior<M> receive(TypedActorContext<M> context, M message) {
      try {
        S state = (S) Objects.requireNonNull(sim.inbox.state());
        sim.inbox.state(step.receive(sim, state, message));
      } catch (RuntimeException | Error broken) {
        sim.fail(message, broken);
        // A search goes back to before this step, and needs the actor there.
        return sim.conductor().isSearched() ? this : Behaviors.stopped();
      }
      return sim.stopping ? Behaviors.stopped() : this;
    }

    @Override
    public Behavior<M> receiveSignal(TypedActorContext<M> context, Signal signal) {
      return signal instanceof Terminated stopped
          ? sim.fail(stopped, new IllegalStateException("watched without watchWith"))
          : this;
    }
  }

  private Conductor conductor() {
    return inbox.conductor();
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
    return conductor().localNow();
  }

  @Override
  public void spend(long picos) {
    SimChecks.requireCost(picos);
    conductor().spend(picos);
  }

  @Override
  public void arm(Enum<?> key, long delayPicos, M message) {
    SimChecks.requireDelay(key, delayPicos);
    conductor().arm(inbox, key, delayPicos, message);
  }

  @Override
  public void disarm(Enum<?> key) {
    conductor().disarm(inbox, key);
  }

  @Override
  public long random() {
    return inbox.chance();
  }

  @Override
  public int choose(int alternatives) {
    SimChecks.requireAlternatives(alternatives);
    return alternatives == 1 ? 0 : conductor().choose(inbox, alternatives);
  }

  @Override
  public void state(Object fact) {
    conductor().state(inbox, fact);
  }

  @Override
  public boolean observed() {
    return conductor().observed();
  }

  @Override
  public boolean observed(Class<?> fact) {
    return conductor().observed(fact);
  }

  @Override
  public void stop() {
    stopping = true;
  }
}
