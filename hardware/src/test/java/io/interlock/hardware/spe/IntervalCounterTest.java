package io.interlock.hardware.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.spe.IntervalCounter.Interval;
import io.interlock.hardware.spe.IntervalCounter.Jitter;
import io.interlock.hardware.spe.IntervalCounter.Step;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IntervalCounterTest {
  private static final long SEED = 42;
  private static final int SAMPLES = 200_000;

  /// Two-sided 99.99 % of a normal distribution.
  private static final double CONFIDENCE_Z = 3.89;

  /// `SPEToCollectSample`, one operation at a time.
  private static final class Manual {
    private long count;
    private int extra;
    private long chance;

    Manual(IntervalCounter start) {
      count = start.count();
      extra = start.extra();
      chance = start.chance();
    }

    boolean selects(Interval interval) {
      boolean second = interval.jitter() == Jitter.AT_END;
      if (count == 0) {
        count = interval.operations() | (interval.jitter() == Jitter.AT_START ? draw() : 0);
      } else {
        count--;
        if (count == 0) {
          if (!second) {
            return true;
          }
          extra = draw();
          return extra == 0;
        }
      }
      if (second && extra != 0) {
        extra--;
        return extra == 0;
      }
      return false;
    }

    private int draw() {
      int drawn = (int) (Chance.bits(chance) & 0xFF);
      chance = Chance.next(chance);
      return drawn;
    }

    IntervalCounter now() {
      return new IntervalCounter(count, extra, chance);
    }
  }

  @Property(tries = 300)
  void manyOperationsAtOnceAreAsManyOneByOne(
      @ForAll @LongRange(max = 600) long count,
      @ForAll @IntRange(max = 255) int extra,
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int interval,
      @ForAll Jitter jitter,
      @ForAll @IntRange(max = 4000) int operations) {
    Interval asked = new Interval(interval * 256L, jitter);
    IntervalCounter start = new IntervalCounter(count, extra, seed);
    Manual manual = new Manual(start);
    IntervalCounter counter = start;
    long left = operations;
    while (left > 0) {
      Step step = counter.advance(asked, left);
      for (long i = 1; i <= step.operations(); i++) {
        assertEquals(step.selected() && i == step.operations(), manual.selects(asked));
      }
      assertEquals(manual.now(), step.counter());
      counter = step.counter();
      left -= step.operations();
    }
  }

  @ParameterizedTest
  @CsvSource({"NONE", "AT_START"})
  void aSessionThatStartsWithZeroSelectsFirstBehindAReload(Jitter jitter) {
    Step step = new IntervalCounter(0, 0, SEED).advance(new Interval(1024, jitter), 1 << 20);
    assertTrue(step.selected());
    long late = step.operations() - 1025;
    assertTrue(jitter == Jitter.NONE ? late == 0 : late >= 0 && late < 256, "late by " + late);
  }

  /// Jitter at the start is one of 256 equal cases for each distance, with a spread of sqrt(65535
  /// / 12). Jitter at the end moves a selection and not the next interval, so that all of many
  /// distances together are off by that of the last.
  @ParameterizedTest
  @EnumSource(Jitter.class)
  void theMeanDistanceIsThatOfTheManual(Jitter jitter) {
    Interval interval = new Interval(1024, jitter);
    IntervalCounter counter = new IntervalCounter(0, 0, SEED);
    long operations = 0;
    for (int i = 0; i < SAMPLES; i++) {
      Step step = counter.advance(interval, Long.MAX_VALUE);
      operations += step.operations();
      counter = step.counter();
    }
    double oneDraw = Math.sqrt(65535 / 12.0);
    double mean = operations / (double) SAMPLES;
    switch (jitter) {
      case NONE -> assertEquals(1025, mean);
      case AT_START ->
          assertEquals(1025 + 127.5, mean, CONFIDENCE_Z * oneDraw / Math.sqrt(SAMPLES));
      case AT_END -> assertEquals(1025, mean, 256.0 / SAMPLES);
    }
  }

  @Test
  void jitterTakesAllItsValuesEvenly() {
    Interval interval = new Interval(256, Jitter.AT_START);
    int[] seen = new int[256];
    IntervalCounter counter = new IntervalCounter(0, 0, SEED);
    for (int i = 0; i < SAMPLES; i++) {
      Step step = counter.advance(interval, Long.MAX_VALUE);
      seen[(int) step.operations() - 257]++;
      counter = step.counter();
    }
    double expected = SAMPLES / 256.0;
    double chiSquare = 0;
    for (int times : seen) {
      chiSquare += (times - expected) * (times - expected) / expected;
    }
    // 99.99 % of a chi-square distribution with 255 degrees of freedom.
    assertTrue(chiSquare < 347, "chi-square is " + chiSquare);
  }

  @Test
  void anIntervalOfZeroIsTakenAsItStands() {
    Interval nothing = new Interval(0, Jitter.NONE);
    Step step = new IntervalCounter(0, 0, SEED).advance(nothing, Long.MAX_VALUE);
    assertFalse(step.selected());
  }

  @Property
  void theRegisterHoldsBothCounters(
      @ForAll @LongRange(max = 0xFFFF_FFFFL) long count, @ForAll @IntRange(max = 255) int extra) {
    IntervalCounter counter = new IntervalCounter(count, extra, SEED);
    assertEquals(counter, IntervalCounter.of(counter.register(), SEED));
    assertEquals((long) extra << 56 | count, counter.register());
  }

  @ParameterizedTest
  @CsvSource({
    "0x400, false, 1024, NONE",
    "0x401, false, 1024, AT_START",
    "0x401, true, 1024, AT_END",
    "0x3FE, true, 768, NONE"
  })
  void theIntervalRegisterLosesItsLowByte(
      String register, boolean secondCounter, long operations, Jitter jitter) {
    assertEquals(
        new Interval(operations, jitter), Interval.of(Long.decode(register), secondCounter));
  }
}
