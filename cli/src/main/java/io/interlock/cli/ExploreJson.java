package io.interlock.cli;

import io.interlock.actors.explore.ExploreResult;
import io.interlock.engine.explore.sample.Nondeterminism;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `explore --json` prints.
///
/// @param nondeterminism where an execution did not come out the same again, or null
record ExploreJson(
    String strategy,
    long seed,
    long executions,
    long deliveries,
    double wallSeconds,
    boolean exhausted,
    String end,
    boolean interrupted,
    long states,
    long coverage,
    @Nullable String nondeterminism,
    List<Broken> violations) {
  /// One violation.
  ///
  /// @param departureLength deliveries from the first that is not in the order of time to the last
  ///     that matters; 0 where the order of time breaks the property by itself
  record Broken(
      String property,
      String message,
      long execution,
      int length,
      int shrunkLength,
      int departureLength,
      String file) {}

  static ExploreJson of(ExploreResult result, List<String> files) {
    List<Broken> violations = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      ExploreResult.Find find = result.finds().get(i);
      violations.add(
          new Broken(
              find.violation().property(),
              find.violation().message(),
              find.execution(),
              find.length(),
              find.shrunkLength(),
              find.departureLength(),
              files.get(i)));
    }
    Nondeterminism hidden = result.nondeterminism();
    return new ExploreJson(
        result.strategy(),
        result.seed(),
        result.executions(),
        result.deliveries(),
        result.wallSeconds(),
        result.exhausted(),
        result.end(),
        result.interrupted(),
        result.states(),
        result.coverage(),
        hidden == null ? null : hidden.line(),
        violations);
  }
}
