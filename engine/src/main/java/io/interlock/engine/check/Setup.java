package io.interlock.engine.check;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Adapter;
import io.interlock.engine.conductor.StableName;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.Opening;
import io.interlock.engine.explore.States;
import io.interlock.engine.trace.Delivered;
import io.interlock.engine.trace.StableHash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a test sets up before each execution: actors, first messages, and what must hold.
///
/// It is done anew whenever a search begins an execution anew, also on several threads at once. So
/// everything that claims and actors share is made in here, and nothing is kept from one time to
/// the next. Claims read [Probe]s, [Watched] values and states ([#stateOf]); these go back when the
/// search goes back.
public final class Setup {
  private final Opening opening;
  private final StableHash hashes;
  private final List<Watched<?>> watched = new ArrayList<>();
  private final List<Monitor> claims = new ArrayList<>();
  private final Set<String> mustStop = new HashSet<>();
  private Predicate<String> alsoMustStop = _ -> false;
  private Predicate<Throwable> mayFail = _ -> false;
  private @Nullable States present;

  Setup(Opening opening, StableHash hashes) {
    this.opening = opening;
    this.hashes = hashes;
  }

  // Who is there, and what they are told.

  /// Starts an actor, at once.
  ///
  /// @throws RuntimeException of Akka's, if the name is taken or not a name
  public <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
    return opening.spawn(behavior, name);
  }

  /// Starts an actor that remembers what it is told.
  public <T> Probe<T> probe(String name) {
    ActorRef<T> ref = opening.spawn(Probe.behavior(), name);
    return new Probe<>(ref, () -> present == null ? null : present.of(name));
  }

  /// Sends a message from the outside; the search decides when it arrives. One receiver gets them
  /// in this order.
  public <T> void tell(ActorRef<T> receiver, T message) {
    opening.tell(receiver, message);
  }

  /// Sends a message from a source with a name, such as a user. Messages from different sources
  /// arrive in any order.
  public <T> void tell(String source, ActorRef<T> receiver, T message) {
    opening.tell(source, receiver, message);
  }

  /// Lets all that is under way happen in the order of time, so that it is not searched.
  ///
  /// @throws IllegalStateException if it does not come to rest within a million deliveries
  public void settle() {
    opening.settle();
  }

  // What must hold.

  /// Must hold after every step.
  public void always(String property, Claim claim) {
    claims.add(Monitor.always(property, Claims.judged(claim, this)));
  }

  /// Must be true after every step.
  public void always(String property, BooleanSupplier holds) {
    always(property, Claims.holding(holds));
  }

  /// Must hold when nothing more can happen.
  public void atEnd(String property, Claim claim) {
    claims.add(Monitor.atEnd(property, Claims.judged(claim, this)));
  }

  /// Must be true when nothing more can happen.
  public void atEnd(String property, BooleanSupplier holds) {
    atEnd(property, Claims.holding(holds));
  }

  /// This actor must have stopped when nothing more can happen; if it has not, it waits for
  /// something that never comes, and the property `deadlock` is broken.
  public void mustStop(ActorRef<?> actor) {
    mustStop.add(nameOf(actor));
  }

  /// The same of actors that others start, by their names: `table/philosopher0` for a child of what
  /// was spawned here as `table`.
  public void mustStop(Predicate<String> names) {
    alsoMustStop = alsoMustStop.or(names);
  }

  /// Actors may throw this. All else that an actor throws, and no supervisor of its own makes up
  /// for, breaks the property `failure`.
  public void mayFail(Class<? extends Throwable> with) {
    mayFail = mayFail.or(with::isInstance);
  }

  // What claims read.

  /// Adds up what is delivered, from `initial` on; with immutable values only.
  public <S> Watched<S> watch(S initial, BiFunction<S, Delivered, S> step) {
    Watched<S> sum = new Watched<>(initial, step, hashes);
    watched.add(sum);
    return sum;
  }

  /// The state of an actor that keeps it in a [io.interlock.engine.StatefulBehavior], to be asked
  /// in claims.
  ///
  /// @throws IllegalStateException if the actor is gone, or keeps its state to itself
  /// @throws ClassCastException if it is not of this type
  public <S> S stateOf(ActorRef<?> actor, Class<S> type) {
    Object state = present == null ? null : present.of(nameOf(actor));
    if (state == null) {
      throw new IllegalStateException(
          nameOf(actor) + " has no state that can be asked for; allowed: a StatefulBehavior's");
    }
    return type.cast(state);
  }

  /// The name by which reports call this actor.
  public static String nameOf(ActorRef<?> actor) {
    return StableName.of(Adapter.toClassic(actor).path());
  }

  // What the search asks.

  List<Monitor> monitors() {
    List<Monitor> monitors = new ArrayList<>();
    watched.forEach(sum -> monitors.add(sum.monitor()));
    monitors.addAll(claims);
    Predicate<String> waits = alsoMustStop.or(Set.copyOf(mustStop)::contains);
    monitors.add(Claims.noDeadlock(waits));
    return monitors;
  }

  boolean mayFail(Throwable thrown) {
    return mayFail.test(thrown);
  }

  /// Answers with these states in sight of the claims.
  <T extends @Nullable Object> T in(States states, Supplier<T> answer) {
    present = states;
    try {
      return answer.get();
    } finally {
      present = null;
    }
  }
}
