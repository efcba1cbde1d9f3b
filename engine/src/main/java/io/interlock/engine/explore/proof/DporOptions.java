package io.interlock.engine.explore.proof;

/// How a [Dpor] search searches, and how far.
///
/// @param allProperties go on after a violation, for the first of each property
/// @param snapshots go back to saved states, else run up to them again from the beginning
/// @param executionsMax executions to run at most
/// @param stepsMax length of an execution at most
public record DporOptions(
    boolean allProperties, boolean snapshots, long executionsMax, int stepsMax) {
  /// Up to the first violation, with snapshots.
  public static final DporOptions DEFAULT = new DporOptions(false, true, Long.MAX_VALUE, 1_000_000);

  public DporOptions {
    if (executionsMax < 1 || stepsMax < 1) {
      throw new IllegalArgumentException(
          "a search needs at least 1 execution and 1 step; not %d, %d"
              .formatted(executionsMax, stepsMax));
    }
  }
}
