package io.interlock.actors.explore;

import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One way of going through a world up to the first violation that is not known yet.
@FunctionalInterface
interface Search {
  /// What one search came to.
  ///
  /// @param found the violation, or null
  /// @param execution its number
  /// @param end why the search stopped, in words
  record Outcome(
      @Nullable Violation found,
      List<Decision> schedule,
      long execution,
      long executions,
      long deliveries,
      long states,
      long coverage,
      boolean exhausted,
      boolean interrupted,
      String end) {}

  /// Searches, with at most `executions` executions, for what `round` searches did not find.
  Outcome run(Worlds worlds, int round, long executions, ExploreControl control);
}
