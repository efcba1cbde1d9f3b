package io.interlock.engine.explore.proof;

/// How a [StatefulSearch] searches, and how far.
///
/// @param allProperties go on after a violation, for the first of each property
/// @param ampleSets deliver to an actor with one sender before all else: fewer states
/// @param sleepSets do not take a step that commutes with a step taken before: fewer transitions
/// @param wideHashes tell states apart by 128 bits instead of 64
/// @param statesMax states to see at most
/// @param stepsMax length of a path at most
/// @param bytesMax memory for the table of states at most; the path needs some besides
public record StatefulOptions(
    boolean allProperties,
    boolean ampleSets,
    boolean sleepSets,
    boolean wideHashes,
    long statesMax,
    int stepsMax,
    long bytesMax) {
  /// Up to the first violation, with ample sets, within the limits of the table.
  public static final StatefulOptions DEFAULT =
      new StatefulOptions(false, true, false, false, Long.MAX_VALUE, 1_000_000, Long.MAX_VALUE);

  public StatefulOptions {
    if (statesMax < 1 || stepsMax < 0 || bytesMax < 0) {
      throw new IllegalArgumentException(
          "a search needs at least 1 state, 0 steps, 0 bytes; not %d, %d, %d"
              .formatted(statesMax, stepsMax, bytesMax));
    }
  }
}
