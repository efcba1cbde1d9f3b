package io.interlock.engine.explore.search;

import io.interlock.engine.explore.World;
import java.util.function.Supplier;

/// One way of going through a world up to the first violation.
@FunctionalInterface
public interface Search {
  /// Searches, with at most `executions` executions.
  ///
  /// @param worlds makes a world at its beginning; the search closes it
  /// @param round how many searches went before, so that this one does not try the same again
  /// @throws io.interlock.engine.explore.UnsaveableException in one line, where the search needs
  ///     to save states and an actor stands against it
  /// @throws io.interlock.engine.conductor.SimulationFailure when an actor throws while the scene
  ///     opens
  SearchOutcome run(
      Supplier<? extends World> worlds, int round, long executions, SearchControl control);
}
