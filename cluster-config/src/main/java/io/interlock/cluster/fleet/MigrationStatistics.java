package io.interlock.cluster.fleet;

import org.HdrHistogram.Histogram;

/// What all live migrations of a fleet took.
final class MigrationStatistics {
  private static final long PICOS_PER_MICRO = 1_000_000L;

  private final Histogram downtimeMicros = new Histogram(3);
  private final Histogram totalMicros = new Histogram(3);
  private long bytes;

  void add(long aDowntimePicos, long aTotalPicos, long aBytes) {
    downtimeMicros.recordValue(aDowntimePicos / PICOS_PER_MICRO);
    totalMicros.recordValue(aTotalPicos / PICOS_PER_MICRO);
    bytes += aBytes;
  }

  FleetResult.Migrations summary(int aborted) {
    return new FleetResult.Migrations(
        downtimeMicros.getTotalCount(),
        aborted,
        bytes,
        seconds(downtimeMicros.getValueAtPercentile(50)),
        seconds(downtimeMicros.getValueAtPercentile(99)),
        seconds(downtimeMicros.getMaxValue()),
        seconds(totalMicros.getMaxValue()));
  }

  private static double seconds(long micros) {
    return micros / 1e6;
  }
}
