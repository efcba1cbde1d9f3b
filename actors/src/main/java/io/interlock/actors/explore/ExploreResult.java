package io.interlock.actors.explore;

import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.counterexample.Counterexample;
import io.interlock.engine.explore.sample.Nondeterminism;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of a search.
///
/// @param exhausted whether every order was tried, so that what was not found is not there
/// @param end why it stopped: what cut it, in words
/// @param states different states that were seen; 0 where they were not counted
/// @param coverage pairs of deliveries that were seen to follow each other at one actor; 0 for
///     proofs
/// @param nondeterminism how an execution came out otherwise the second time, or null; it ends the
///     search, whose result is then worth little
/// @param finds one for each way in which a property was broken
public record ExploreResult(
    String strategy,
    long seed,
    long executions,
    long deliveries,
    long states,
    long coverage,
    double wallSeconds,
    boolean exhausted,
    boolean interrupted,
    String end,
    @Nullable Nondeterminism nondeterminism,
    List<Find> finds) {
  public ExploreResult {
    finds = List.copyOf(finds);
  }

  /// A violation with the shortest way into it that was found.
  ///
  /// @param execution the number of the execution that broke it first, from 0
  /// @param length deliveries of that execution
  /// @param shrunkLength decisions that are left of it
  /// @param departureLength deliveries from the first that is not in the order of time to the last
  ///     that matters; 0 where the order of time breaks the property by itself
  /// @param replays executions that shrinking took
  public record Find(
      Violation violation,
      long execution,
      int length,
      int shrunkLength,
      int departureLength,
      int replays,
      Counterexample counterexample) {}
}
