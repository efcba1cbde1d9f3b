package io.interlock.engine;

import io.interlock.engine.conductor.Wiring;
import io.interlock.engine.trace.Observer;
import java.util.List;

/// What makes one simulation differ from another.
///
/// @param name a name for messages; letters, digits, `-` (not first) and `_`
/// @param seed decides every tie and every chance
/// @param wiring latencies between actors
/// @param observers who watches; an empty list costs nothing
public record SimulationOptions(String name, long seed, Wiring wiring, List<Observer> observers) {
  /// A simulation without latencies that nobody watches.
  public static SimulationOptions of(String name, long seed) {
    return new SimulationOptions(name, seed, Wiring.instant(), List.of());
  }

  /// Keeps a copy of the list.
  ///
  /// @throws IllegalArgumentException if the name has other characters than those allowed
  public SimulationOptions {
    requireName(name);
    observers = List.copyOf(observers);
  }

  static void requireName(String name) {
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_-]*")) {
      throw new IllegalArgumentException(
          "name \"" + name + "\"; allowed: letters, digits, - and _, not - at the start");
    }
  }
}
