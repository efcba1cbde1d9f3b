package io.interlock.hardware.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ClockRateTest {
  private static final BigInteger PICOS_PER_SECOND = BigInteger.TEN.pow(12);

  @Test
  void cycleOfAWholeRateIsExact() {
    assertEquals(400, new ClockRate(2_500_000_000L).picos(1));
    assertEquals(41_667, new ClockRate(24_000_000).picos(1));
    assertEquals(1_000_000_000_000L, new ClockRate(24_000_000).picos(24_000_000));
  }

  @Property
  void picosIsTheExactQuotientRoundedUp(
      @ForAll @LongRange(min = 1, max = ClockRate.HZ_MAX) long hz,
      @ForAll @LongRange(max = 9_000_000) long seconds,
      @ForAll @LongRange(max = ClockRate.HZ_MAX - 1) long rest) {
    long cycles = seconds * hz + rest % hz;
    BigInteger rate = BigInteger.valueOf(hz);
    BigInteger exact =
        BigInteger.valueOf(cycles)
            .multiply(PICOS_PER_SECOND)
            .add(rate.subtract(BigInteger.ONE))
            .divide(rate);
    assertEquals(exact.longValueExact(), new ClockRate(hz).picos(cycles));
  }

  @Property
  void cyclesIsTheExactQuotientRoundedDown(
      @ForAll @LongRange(min = 1, max = ClockRate.HZ_MAX) long hz,
      @ForAll @LongRange(max = Long.MAX_VALUE) long picos) {
    BigInteger exact =
        BigInteger.valueOf(picos).multiply(BigInteger.valueOf(hz)).divide(PICOS_PER_SECOND);
    assertEquals(exact.longValueExact(), new ClockRate(hz).cycles(picos));
  }

  @Property
  void countSurvivesTheWayThroughTime(
      @ForAll @LongRange(min = 1, max = ClockRate.HZ_MAX) long hz,
      @ForAll @LongRange(max = 9_000_000) long cycles) {
    ClockRate clock = new ClockRate(hz);
    assertEquals(cycles, clock.cycles(clock.picos(cycles)));
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ClockRate(0));
    assertThrows(IllegalArgumentException.class, () -> new ClockRate(ClockRate.HZ_MAX + 1));
    assertThrows(IllegalArgumentException.class, () -> new ClockRate(1).picos(-1));
    assertThrows(IllegalArgumentException.class, () -> new ClockRate(1).cycles(-1));
    assertThrows(ArithmeticException.class, () -> new ClockRate(1).picos(10_000_000));
  }

  @Test
  void ratesAreShownForPeople() {
    assertEquals("2.5 GHz", new ClockRate(2_500_000_000L).toString());
    assertEquals("1 GHz", new ClockRate(1_000_000_000L).toString());
    assertEquals("19.2 MHz", new ClockRate(19_200_000).toString());
    assertEquals("100 MHz", new ClockRate(100_000_000).toString());
    assertEquals("32768 Hz", new ClockRate(32_768).toString());
  }
}
