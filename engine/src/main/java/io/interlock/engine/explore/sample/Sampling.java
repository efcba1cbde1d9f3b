package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.Violation;

/// What to sample, and for how long.
///
/// @param rotation the strategies
/// @param seed of the whole search; each execution has its own, made from this and its number
/// @param executions how many at most
/// @param steps after how many steps an execution is no longer left to its strategy
/// @param fairSteps how many steps it then has to come to its end in fair order, which is that of
///     [World#enabled], or to whatever else the world awaits ([World#awaited]); with 0 it is cut
///     without a judgement
/// @param workers threads, each with a world of its own; they do not change the result
/// @param repeatOneIn every so many executions one is run twice, to see whether it comes out the
///     same, and so are the first few; 0 for never
/// @param stopAtFirst whether to stop at the first violation, or to go on for other properties
public record Sampling(
    Rotation rotation,
    long seed,
    long executions,
    int steps,
    int fairSteps,
    int workers,
    int repeatOneIn,
    boolean stopAtFirst) {
  /// Two objects come in the same order by chance every other time: so often, next to never.
  private static final int FIRST_REPEATED = 16;

  private static final int STEPS_MAX = 1_000_000_000;

  /// @throws IllegalArgumentException in one line, if a number is out of range
  public Sampling {
    check("executions", executions, 0, Long.MAX_VALUE);
    check("steps", steps, 1, STEPS_MAX);
    check("fair steps", fairSteps, 0, STEPS_MAX);
    check("workers", workers, 1, 1024);
    check("one repeated in", repeatOneIn, 0, Integer.MAX_VALUE);
  }

  /// What an execution breaks that does not come to its end, however fairly it is treated.
  public Violation unended() {
    return new Violation(
        "progress", "no progress in %d deliveries in fair order".formatted(fairSteps));
  }

  /// Whether this execution is run twice.
  boolean repeats(long execution) {
    return repeatOneIn > 0 && (execution < FIRST_REPEATED || execution % repeatOneIn == 0);
  }

  private static void check(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s: %d is not in %d to %d".formatted(what, value, least, most));
    }
  }
}
