package io.interlock.engine.explore;

import io.interlock.engine.conductor.Wiring;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A system to be searched: who is there in the beginning, and what must hold.
///
/// @param name for messages; letters, digits, `-` (not first) and `_`
/// @param wiring how long messages travel at least, for the clocks of the actors; never an order
/// @param opening starts the actors and sends the first messages; called once an execution unless
///     all states can be saved, so it must do the same every time
/// @param monitors the properties, made anew for each execution, after the scene has opened
/// @param skewPicos how far ahead of the earliest thing pending anything may happen: how late
///     messages are at most, and how early timers. A bound keeps samples near what machines do;
///     proofs need [#UNBOUNDED]
/// @param hasOneSender whether an actor, by its stable name, never hears from more than one sender;
///     a promise that makes proofs shorter
/// @param alikeOutside whether states count as one that differ only in which source outside all
///     actors sent what; for properties that do not ask who sent
/// @param mayFail what an actor may throw, if no supervisor makes up for it, without breaking the
///     property [#FAILURE]
public record Scene(
    String name,
    Wiring wiring,
    Consumer<Opening> opening,
    Supplier<List<Monitor>> monitors,
    long skewPicos,
    Predicate<String> hasOneSender,
    boolean alikeOutside,
    Predicate<Throwable> mayFail) {
  /// The property that an actor breaks by throwing an exception.
  public static final String FAILURE = "failure";

  /// Messages may be late, and timers early, without bound.
  public static final long UNBOUNDED = Long.MAX_VALUE;

  /// A scene without latencies, without properties, and without promises about senders.
  public static Scene of(String name, Consumer<Opening> opening) {
    return new Scene(
        name, Wiring.instant(), opening, List::of, UNBOUNDED, _ -> false, false, _ -> false);
  }

  /// The same scene with these properties.
  public Scene holding(Supplier<List<Monitor>> properties) {
    return new Scene(
        name, wiring, opening, properties, skewPicos, hasOneSender, alikeOutside, mayFail);
  }

  /// The same scene with this wiring.
  public Scene wired(Wiring wires) {
    return new Scene(
        name, wires, opening, monitors, skewPicos, hasOneSender, alikeOutside, mayFail);
  }

  /// The same scene with this bound on how far apart in time things may happen.
  public Scene within(long picos) {
    return new Scene(name, wiring, opening, monitors, picos, hasOneSender, alikeOutside, mayFail);
  }

  /// The same scene with the promise that these actors hear from one sender each.
  public Scene oneSender(Predicate<String> actors) {
    return new Scene(name, wiring, opening, monitors, skewPicos, actors, alikeOutside, mayFail);
  }

  /// The same scene with the promise that no property asks which source outside sent what.
  public Scene withSourcesAlike() {
    return new Scene(name, wiring, opening, monitors, skewPicos, hasOneSender, true, mayFail);
  }

  /// The same scene in which actors may throw what `expected` tells.
  public Scene failing(Predicate<Throwable> expected) {
    return new Scene(
        name, wiring, opening, monitors, skewPicos, hasOneSender, alikeOutside, expected);
  }
}
