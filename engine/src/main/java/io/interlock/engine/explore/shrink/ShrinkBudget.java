package io.interlock.engine.explore.shrink;

/// How much work shrinking may be.
///
/// @param replaysMax executions that are run, those for the essential races included
/// @param stepsMax deliveries after which an execution that does not end is given up
public record ShrinkBudget(int replaysMax, int stepsMax) {
  /// Enough for schedules of a few hundred deliveries.
  public static final ShrinkBudget DEFAULT = new ShrinkBudget(500, 20_000);

  public ShrinkBudget {
    if (replaysMax < 1 || stepsMax < 1) {
      throw new IllegalArgumentException(
          "replays " + replaysMax + ", steps " + stepsMax + "; allowed: 1 or more");
    }
  }
}
