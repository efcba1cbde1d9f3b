package io.interlock.cluster.nodes;

import java.time.Duration;

/// Decides when a group of hosts is saved: so seldom that it costs little, and so often that little
/// has to be run again when its node is lost.
///
/// Saving takes a fortieth of the time for which the hosts run. So what has to be run again is at
/// most forty times what saving takes, and does not grow with the length of the run.
final class SavingPace {
  static final int RUN_PER_SAVING = 40;

  private final long leastNanos;
  private long ranNanos;
  private long lastNanos;
  private long wantedNanos;

  /// @param least for which the group runs before it is saved, however quick that is
  SavingPace(Duration least) {
    leastNanos = least.toNanos();
    wantedNanos = leastNanos;
  }

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

  /// It has been saved, which took so long. What took long once was the JVM, to which it was new.
  void saved(long nanos) {
    ranNanos = 0;
    wantedNanos = Math.max(leastNanos, RUN_PER_SAVING * Math.min(nanos, lastNanos));
    lastNanos = nanos;
  }
}
