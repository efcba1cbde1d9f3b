package io.interlock.hardware.timer;

import static io.interlock.hardware.timer.SystemCounter.NEVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemCounterTest {
  private static final BigInteger PICOS_PER_SECOND = BigInteger.TEN.pow(12);

  @ParameterizedTest
  @CsvSource({
    "1000000000, 999, 0",
    "1000000000, 1000, 1",
    "24000000, 41666, 0",
    "24000000, 41667, 1",
    "24000000, 125000, 3",
    "62500000, 1000000000000, 62500000",
    "1, 999999999999, 0",
    "1, 9223372036854775807, 9223372",
    "4294967295, 9223372036854775807, 39614081247908796",
  })
  void countIsTheWholeTicksPassed(long hz, long picos, long ticks) {
    assertEquals(ticks, new SystemCounter(hz).count(picos));
  }

  @ParameterizedTest
  @CsvSource({
    "24000000, 0, 0",
    "24000000, 1, 41667",
    "24000000, 2, 83334",
    "24000000, 3, 125000",
    "1000000000, 5, 5000",
  })
  void aTickHappensAtTheFirstPicosecondThatHasIt(long hz, long count, long picos) {
    assertEquals(picos, new SystemCounter(hz).picosAtCount(count));
  }

  @Property(tries = 2_000)
  void countIsExact(
      @ForAll @LongRange(min = 1, max = 0xFFFF_FFFFL) long hz,
      @ForAll @LongRange(min = 0) long picos) {
    BigInteger exact =
        BigInteger.valueOf(picos).multiply(BigInteger.valueOf(hz)).divide(PICOS_PER_SECOND);
    assertEquals(exact.longValueExact(), new SystemCounter(hz).count(picos));
  }

  @Property(tries = 2_000)
  void theTimeOfACountIsTheFirstWithThatCount(
      @ForAll @LongRange(min = 1, max = 0xFFFF_FFFFL) long hz,
      @ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 2) long picos) {
    SystemCounter counter = new SystemCounter(hz);
    long count = counter.count(picos);
    long first = counter.picosAtCount(count);
    assertTrue(first <= picos);
    assertEquals(count, counter.count(first));
    if (first > 0) {
      assertEquals(count - 1, counter.count(first - 1));
    }
    assertTrue(counter.picosAtCount(count + 1) > picos);
  }

  @Test
  void aCountBeyondExpressibleTimeIsNever() {
    SystemCounter counter = new SystemCounter(1_000_000_000);
    assertEquals(NEVER, counter.picosAtCount(-1));
    assertEquals(NEVER, counter.picosAtCount(Long.MAX_VALUE));
    assertEquals(NEVER, new SystemCounter(1).picosAtCount(-1));
  }

  @Test
  void impossibleInputIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new SystemCounter(0));
    assertThrows(IllegalArgumentException.class, () -> new SystemCounter(1L << 32));
    assertThrows(IllegalArgumentException.class, () -> new SystemCounter(1).count(-1));
  }
}
