package io.interlock.engine.explore.search;

import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.sample.Nondeterminism;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one search came to.
///
/// @param found the first violation, or null
/// @param schedule the way into it
/// @param execution its number, from 0
/// @param states different states that were seen; 0 where they were not counted
/// @param coverage pairs of deliveries that were seen to follow each other at one actor; 0 for
///     proofs
/// @param cut executions that reached the bound on their steps without a judgement of their end
/// @param unended whether the last execution went on after all its steps and as many in fair order
/// @param exhausted whether every order was tried, so that what was not found is not there
/// @param interrupted whether the caller ended it
/// @param nondeterminism how an execution came out otherwise the second time, or null; then the
///     rest is worth little
/// @param end why the search stopped, in words
public record SearchOutcome(
    @Nullable Violation found,
    List<Decision> schedule,
    long execution,
    long executions,
    long deliveries,
    long states,
    long coverage,
    long cut,
    boolean unended,
    boolean exhausted,
    boolean interrupted,
    @Nullable Nondeterminism nondeterminism,
    String end) {
  public SearchOutcome {
    schedule = List.copyOf(schedule);
  }

  /// A search that ended because an execution cannot be repeated.
  static SearchOutcome notRepeatable(Nondeterminism nondeterminism) {
    return new SearchOutcome(
        null,
        List.of(),
        nondeterminism.execution(),
        nondeterminism.execution() + 1,
        0,
        0,
        0,
        0,
        false,
        false,
        false,
        nondeterminism,
        "not deterministic");
  }
}
