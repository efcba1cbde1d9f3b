package io.interlock.engine.conductor;

import scala.concurrent.duration.FiniteDuration;

/// Arithmetic of virtual time, which ends after 2^63 picoseconds (some 106 days): what would happen
/// later never happens.
final class VirtualTime {
  /// The end of time; whatever is planned for it stays undone.
  static final long NEVER = Long.MAX_VALUE;

  private static final long PICOS_PER_NANO = 1000;

  private VirtualTime() {}

  /// The moment `delayPicos` (0 or more) after `atPicos`.
  static long after(long atPicos, long delayPicos) {
    long sum = atPicos + delayPicos;
    return sum < 0 ? NEVER : sum;
  }

  /// A duration of Akka's in picoseconds; a negative one is none.
  static long picos(FiniteDuration duration) {
    long nanos = Math.max(0, duration.toNanos());
    return nanos > NEVER / PICOS_PER_NANO ? NEVER : nanos * PICOS_PER_NANO;
  }
}
