package io.interlock.actors.result;

/// A distribution of latencies in a few numbers, all 0 where nothing was measured.
///
/// @param count how many were measured
public record LatencySummary(long count, long p50Nanos, long p99Nanos, long maxNanos) {
  /// Nothing was measured.
  public static final LatencySummary NONE = new LatencySummary(0, 0, 0, 0);
}
