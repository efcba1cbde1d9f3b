package io.interlock.hardware.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaxBufferSizeTest {
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;

  @ParameterizedTest
  @CsvSource({
    "0x001, 4",
    "0x100, 1024",
    "0x1FF, 2044",
    "0x200, 2048",
    "0x201, 2052",
    "0x400, 4096",
    "0x401, 4104",
    "0x800, 16384",
    "0x1400, 1048576"
  })
  void aFieldStandsForASize(String field, long kib) {
    int raw = Integer.decode(field);
    assertEquals(kib * KIB, MaxBufferSize.bytes(raw));
    assertEquals(raw, MaxBufferSize.floor(kib * KIB));
  }

  @Test
  void theLargestIs4092Tebibytes() {
    assertEquals(4092L << 40, MaxBufferSize.bytes(0x3FFF));
    assertEquals(0x3FFF, MaxBufferSize.floor(Long.MAX_VALUE));
  }

  @Test
  void fromFourMebibytesOnPagesComeInPairs() {
    assertTrue(MaxBufferSize.isRepresentable(4 * MIB));
    assertFalse(MaxBufferSize.isRepresentable(4 * MIB + 4 * KIB));
    assertTrue(MaxBufferSize.isRepresentable(4 * MIB + 8 * KIB));
    assertEquals(0x400, MaxBufferSize.floor(4 * MIB + 4 * KIB));
  }

  @Property
  void aFieldIsTheFloorOfItsSize(@ForAll @IntRange(max = 0x3FFF) int field) {
    assertEquals(field, MaxBufferSize.floor(MaxBufferSize.bytes(field)));
  }

  @Property
  void theNextFieldWouldBeTooLarge(@ForAll @LongRange(min = 0, max = 1L << 50) long bytes) {
    int field = MaxBufferSize.floor(bytes);
    assertTrue(MaxBufferSize.bytes(field) <= bytes);
    assertTrue(MaxBufferSize.bytes(field + 1) > bytes);
  }
}
