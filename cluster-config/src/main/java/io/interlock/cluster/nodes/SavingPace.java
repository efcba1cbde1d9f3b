package io.interlock.cluster.nodes;

/// Decides when a group of hosts is saved: so seldom that it costs little, and so often that little
/// has to be run again when its node is lost.
///
/// Saving takes a thirtieth of the time for which the hosts run. So what has to be run again is at
/// most thirty times what saving takes, and does not grow with the length of the run.
final class SavingPace {
  static final long LEAST_NANOS = 200_000_000;
  static final int RUN_PER_SAVING = 30;

  private long ranNanos;
  private long lastNanos;
  private long wantedNanos = LEAST_NANOS;

  /// The group has run for so long.
  void ran(long nanos) {
    ranNanos += nanos;
  }

  /// Whether it is to be saved now.
  boolean isDue() {
    return ranNanos >= wantedNanos;
  }

  /// It is as it was saved.
  void loaded() {
    ranNanos = 0;
  }

  /// It has been saved, which took so long. What took long once may have been the JVM, which was
  /// new to it.
  void saved(long nanos) {
    ranNanos = 0;
    wantedNanos = Math.max(LEAST_NANOS, RUN_PER_SAVING * Math.min(nanos, lastNanos));
    lastNanos = nanos;
  }
}
