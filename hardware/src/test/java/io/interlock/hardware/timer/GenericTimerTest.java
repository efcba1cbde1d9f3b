package io.interlock.hardware.timer;

import static io.interlock.hardware.timer.GenericTimer.compareValueAfter;
import static io.interlock.hardware.timer.GenericTimer.lineLevel;
import static io.interlock.hardware.timer.GenericTimer.nextExpiryPicos;
import static io.interlock.hardware.timer.GenericTimer.readControl;
import static io.interlock.hardware.timer.GenericTimer.timerValue;
import static io.interlock.hardware.timer.SystemCounter.NEVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/// The pure part of the kernel's selftest arch_timer_edge_cases.
class GenericTimerTest {
  private static final long ENABLE = 1;
  private static final long MASKED = 3;
  private static final long ISTATUS = 4;
  private static final SystemCounter GHZ = new SystemCounter(1_000_000_000);
  private static final long TICK_PICOS = 1_000;

  @Test
  void theLineRisesWhenTheCountReachesTheCompareValue() {
    assertFalse(lineLevel(ENABLE, 100, 99));
    assertTrue(lineLevel(ENABLE, 100, 100));
    assertTrue(lineLevel(ENABLE, 100, 101));
  }

  @Test
  void aCompareValueOfZeroIsInThePast() {
    assertTrue(lineLevel(ENABLE, 0, 5_000));
  }

  @Test
  void theLargestCompareValueDoesNotFire() {
    assertFalse(lineLevel(ENABLE, -1, 5_000));
    assertEquals(NEVER, nextExpiryPicos(GHZ, ENABLE, -1, 0, 5_000 * TICK_PICOS));
  }

  @Test
  void aMaskedTimerShowsItsStatusButKeepsTheLineLow() {
    assertFalse(lineLevel(MASKED, 100, 200));
    assertEquals(MASKED | ISTATUS, readControl(MASKED, 100, 200));
    assertTrue(lineLevel(ENABLE, 100, 200), "unmasking fires");
  }

  @Test
  void aDisabledTimerHasNeitherStatusNorLine() {
    assertFalse(lineLevel(0, 100, 200));
    assertEquals(0, readControl(0, 100, 200));
    assertEquals(NEVER, nextExpiryPicos(GHZ, 0, 100, 0, 0));
  }

  @Test
  void statusIsComputedNotStored() {
    assertEquals(ENABLE, readControl(ENABLE | ISTATUS, 100, 50));
  }

  @Test
  void timerValueIsNegativeAfterTheCompareValue() {
    assertEquals(1, timerValue(100, 99));
    assertEquals(0, timerValue(100, 100));
    assertEquals(-400, timerValue(100, 500));
  }

  @Test
  void timerValueShowsTheLow32BitsOfALongWait() {
    assertEquals(Integer.MIN_VALUE, timerValue(1L << 31, 0));
    assertEquals(5, timerValue((1L << 32) + 5, 0));
  }

  @Test
  void writingANegativeTimerValueCanWrapTheCompareValue() {
    long oneMillisecond = 1_000_000;
    long compareValue = compareValueAfter(-2_000_000, oneMillisecond);
    assertEquals(-1_000_000L, compareValue);
    assertFalse(lineLevel(ENABLE, compareValue, oneMillisecond));
  }

  @Test
  void theLargestTimerValueIsSignExtendedNotZeroExtended() {
    assertEquals(10 + 0x7FFF_FFFFL, compareValueAfter(Integer.MAX_VALUE, 10));
    assertEquals(0x8000_0000L - 0x8000_0000L, compareValueAfter(Integer.MIN_VALUE, 0x8000_0000L));
  }

  @Test
  void movingTheCounterBehindAPastCompareValueLowersTheLine() {
    long physical = 10_000;
    assertTrue(lineLevel(ENABLE, 500, physical));
    long offset = 9_900;
    assertFalse(lineLevel(ENABLE, 500, physical - offset));
  }

  @Test
  void expiryCountsFromTheOffset() {
    long expiry = nextExpiryPicos(GHZ, ENABLE, 500, 1_000, 1_200 * TICK_PICOS);
    assertEquals(1_500 * TICK_PICOS, expiry);
  }

  @Test
  void expiryOfAMetConditionIsNow() {
    assertEquals(777_777, nextExpiryPicos(GHZ, ENABLE, 3, 0, 777_777));
  }

  @Test
  void anOffsetAheadOfTheCounterMakesAHugeCountThatIsPastEverything() {
    assertTrue(lineLevel(ENABLE, 500, 10L - 1_000));
  }

  @Property(tries = 1_000)
  void theLineIsLowJustBeforeExpiryAndHighAtIt(
      @ForAll @LongRange(min = 1, max = 0xFFFF_FFFFL) long hz,
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long nowPicos,
      @ForAll @LongRange(min = 0, max = 10_000_000) long waitTicks,
      @ForAll long offset) {
    SystemCounter counter = new SystemCounter(hz);
    long compareValue = counter.count(nowPicos) - offset + waitTicks;
    long expiry = nextExpiryPicos(counter, ENABLE, compareValue, offset, nowPicos);
    if (expiry == NEVER) {
      return;
    }
    assertTrue(lineLevel(ENABLE, compareValue, counter.count(expiry) - offset));
    if (expiry > nowPicos) {
      assertFalse(lineLevel(ENABLE, compareValue, counter.count(expiry - 1) - offset));
    }
  }
}
