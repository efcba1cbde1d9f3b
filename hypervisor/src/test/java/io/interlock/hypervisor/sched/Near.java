package io.interlock.hypervisor.sched;

import static org.junit.jupiter.api.Assertions.assertTrue;

/// Comparison of whole numbers with a tolerance; JUnit's own would compare floats.
final class Near {
  private Near() {}

  static void assertNear(long expected, long actual, long tolerance) {
    assertTrue(
        Math.abs(expected - actual) <= tolerance,
        () -> "expected " + expected + " +- " + tolerance + ", but was " + actual);
  }
}
