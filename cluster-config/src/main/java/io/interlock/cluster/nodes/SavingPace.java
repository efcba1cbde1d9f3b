package io.interlock.cluster.nodes;

import java.time.Duration;

/// Decides when a group of hosts is saved: so seldom that it costs little, and so often that little
/// has to be run again when its node is lost.
///
/// Saving takes a fortieth of the time for which the hosts run, at any time. So what has to be run
/// again is some forty times what saving takes, and does not grow with the length of the run.
final class SavingPace {
  static final int RUN_PER_SAVING = 40;

  private final long leastNanos;
  private long ranNanos;
  private long ranBeforeNanos;
  private long savingNanos;
  private long lastSavingNanos;

  /// @param least for which the group runs before it is saved, however quick that is
  SavingPace(Duration least) {
    leastNanos = least.toNanos();
  }

  /// The group has run for so long.
  void ran(long nanos) {
    ranNanos += nanos;
  }

  /// Whether it is to be saved now, which will take as long as the last time.
  boolean isDue() {
    return ranNanos - ranBeforeNanos >= leastNanos
        && ranNanos >= RUN_PER_SAVING * (savingNanos + lastSavingNanos);
  }

  /// It is as it was saved.
  void loaded() {
    ranBeforeNanos = ranNanos;
  }

  /// It has been saved, which took so long.
  void saved(long nanos) {
    ranBeforeNanos = ranNanos;
    savingNanos += nanos;
    lastSavingNanos = nanos;
  }
}
