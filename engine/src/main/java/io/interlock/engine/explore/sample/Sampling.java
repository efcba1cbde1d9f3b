package io.interlock.engine.explore.sample;

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
///     same; 0 for never
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
  private static final int STEPS_MAX = 1_000_000_000;

  /// @throws IllegalArgumentException in one line, if a number is out of range
  public Sampling {
    check("executions", executions, 0, Long.MAX_VALUE);
    check("steps", steps, 1, STEPS_MAX);
    check("fair steps", fairSteps, 0, STEPS_MAX);
    check("workers", workers, 1, 1024);
    check("one repeated in", repeatOneIn, 0, Integer.MAX_VALUE);
  }

  private static void check(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s: %d is not in %d to %d".formatted(what, value, least, most));
    }
  }
}
