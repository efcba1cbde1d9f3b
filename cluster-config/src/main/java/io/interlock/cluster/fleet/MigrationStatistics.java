package io.interlock.cluster.fleet;

import org.HdrHistogram.Histogram;

/// What all live migrations of a fleet took.
final class MigrationStatistics {
  private static final long PICOS_PER_MICRO = 1_000_000L;

  private final Histogram downtimeMicros = new Histogram(3);
  private final Histogram totalMicros = new Histogram(3);
  private long bytes;

  /// One that ran has stood for so long. What stands anyway has no downtime.
  void addDowntime(long picos) {
    downtimeMicros.recordValue(picos / PICOS_PER_MICRO);
  }

  /// One has come to its end.
  void add(long aTotalPicos, long aBytes) {
    totalMicros.recordValue(aTotalPicos / PICOS_PER_MICRO);
    bytes += aBytes;
  }

  FleetResult.Migrations summary(int aborted) {
    return new FleetResult.Migrations(
        totalMicros.getTotalCount(),
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
