package io.interlock.cluster.live;

import io.interlock.cluster.fleet.FleetMoment;

/// A moment of a fleet with what follows from those before it.
///
/// @param number counts pictures, from 1 on
/// @param status how the run is
/// @param words why it failed, or empty
/// @param wallSeconds since the page was opened
/// @param virtualSecondsPerSecond how fast virtual time passed of late
/// @param eventsPerSecond deliveries of late
record Picture(
    long number,
    Status status,
    String words,
    double wallSeconds,
    double virtualSecondsPerSecond,
    double eventsPerSecond,
    FleetMoment moment,
    HeatMap heat) {
  /// How a run is.
  enum Status {
    /// Its nodes come together.
    STARTING,
    /// Its hosts run.
    RUNNING,
    /// It came to its end.
    FINISHED,
    /// Somebody stopped it.
    INTERRUPTED,
    /// It came to no good end.
    FAILED;

    /// Whether nothing changes any more.
    boolean isOver() {
      return this != STARTING && this != RUNNING;
    }
  }

  /// The same run, which is over.
  Picture over(Status how, String why, double atSeconds) {
    return new Picture(
        number + 1, how, why, atSeconds, virtualSecondsPerSecond, eventsPerSecond, moment, heat);
  }
}
