package io.interlock.hardware.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferBoundsTest {
  private static final int RECORD = 64;

  @ParameterizedTest
  @CsvSource({
    "10000, 11000, true",
    "10FC0, 11000, true",
    "10FC1, 11000, false",
    "11000, 11000, false",
    "0, 0, false",
    "FFFF800010000000, FFFF800010400000, true",
    "FFFF800010000000, 0000800010400000, false",
    "0000800010000000, FFFF800010400000, false",
    "00FFFFFFFFFF0000, 0100000000000000, false",
    "FFFFFFFFFFFFF000, 0, false",
    "8000000000000000, 8000000000000000, false",
    "8000000000001000, 8000000000000000, false",
    "8000000000001000, 8000000000002000, true"
  })
  void softwareMayEnableProfilingWithinTheRules(String pointer, String limit, boolean allowed) {
    var bounds = new BufferBounds(hex(pointer), hex(limit), RECORD);
    assertEquals(allowed, bounds.areAllowed(1));
  }

  @ParameterizedTest
  @CsvSource({"10000, 64, true", "10020, 64, false", "10020, 32, true"})
  void theFirstPointerIsAligned(String pointer, int alignment, boolean allowed) {
    assertEquals(
        allowed, new BufferBounds(hex(pointer), hex("11000"), RECORD).areAllowed(alignment));
  }

  @Property
  void fullIsAskedOfUnboundedNumbers(@ForAll long pointer, @ForAll long limit) {
    BigInteger room = unsigned(limit).subtract(BigInteger.valueOf(RECORD));
    assertEquals(
        unsigned(pointer).compareTo(room) > 0, new BufferBounds(pointer, limit, RECORD).isFull());
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  private static long hex(String digits) {
    return Long.parseUnsignedLong(digits, 16);
  }
}
