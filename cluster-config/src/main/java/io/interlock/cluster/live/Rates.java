package io.interlock.cluster.live;

import java.util.ArrayDeque;

/// How fast a fleet has been in the last seconds.
final class Rates {
  private static final long SPAN_NANOS = 3_000_000_000L;

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();

  private record Sample(long wallNanos, long nowPicos, long events) {}

  Rates(long wallNanos) {
    samples.add(new Sample(wallNanos, 0, 0));
  }

  void add(long wallNanos, long nowPicos, long events) {
    samples.add(new Sample(wallNanos, nowPicos, events));
    while (samples.size() > 2 && wallNanos - samples.getFirst().wallNanos() > SPAN_NANOS) {
      samples.removeFirst();
    }
  }

  double virtualSecondsPerSecond() {
    return (samples.getLast().nowPicos() - samples.getFirst().nowPicos()) / 1e12 / seconds();
  }

  double eventsPerSecond() {
    return (samples.getLast().events() - samples.getFirst().events()) / seconds();
  }

  private double seconds() {
    return Math.max(1, samples.getLast().wallNanos() - samples.getFirst().wallNanos()) / 1e9;
  }
}
