package io.interlock.engine.check;

import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.sample.Nondeterminism;
import io.interlock.engine.explore.shrink.Shrunk;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What an exploration came to.
///
/// @param executions run
/// @param deliveries in all of them
/// @param states different states that were seen; 0 where they were not counted
/// @param exhausted whether every order was tried, so that what was not found is not there
/// @param unended whether an execution went on after all its steps and as many in fair order, and
///     nobody said that it may
/// @param end why it stopped, in words
/// @param broken what was found to be broken, or null
/// @param nondeterminism how an execution came out otherwise the second time, or null; such actors
///     cannot be explored
public record Explored(
    String strategy,
    long seed,
    long executions,
    long deliveries,
    long states,
    boolean exhausted,
    boolean unended,
    String end,
    @Nullable Broken broken,
    @Nullable Nondeterminism nondeterminism) {
  /// A violation, made short and explained.
  ///
  /// @param execution the number of the execution that broke it first, from 0
  /// @param length deliveries of that execution
  /// @param shrunk the shortest execution found that breaks it, and the orders it needs
  /// @param explanation a table with a column for each actor
  /// @param file the counterexample, to be replayed
  public record Broken(
      Violation violation,
      long execution,
      int length,
      Shrunk shrunk,
      String explanation,
      Path file) {}

  /// The search in one line.
  public String summary() {
    return "%s, seed %d: %d executions, %d deliveries%s; %s"
        .formatted(
            strategy,
            seed,
            executions,
            deliveries,
            states > 0 ? ", " + states + " states" : "",
            exhausted ? "exhausted: " + end : end);
  }
}
