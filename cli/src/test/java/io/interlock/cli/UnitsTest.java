package io.interlock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class UnitsTest {
  @Test
  void unitsAreChosenForThreeDigits() {
    assertEquals("0 ns", Units.nanos(0));
    assertEquals("999 ns", Units.nanos(999));
    assertEquals("1.00 us", Units.nanos(1_000));
    assertEquals("9.99 us", Units.nanos(9_990));
    assertEquals("10.0 us", Units.nanos(9_999));
    assertEquals("1.00 ms", Units.nanos(999_999));
    assertEquals("37.0 ms", Units.nanos(37_000_000));
    assertEquals("12345 s", Units.nanos(12_345_000_000_000L));
  }

  @Test
  void virtualTimesHaveNoNeedlessDigits() {
    assertEquals("1 s", Units.picos(1_000_000_000_000L));
    assertEquals("1.50 ms", Units.picos(1_500_000_000L));
    assertEquals("1 ns", Units.picos(1_000));
  }

  @Test
  void countsAreShort() {
    assertEquals("850", Units.count(850));
    assertEquals("2.40 M", Units.count(2_400_000));
    assertEquals("1:02:59", Units.clock(3_779));
    assertEquals("0:03", Units.clock(3));
  }
}
