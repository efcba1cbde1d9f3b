package io.interlock.hypervisor.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitBitsTest {
  private static final long FILL_MODE = 0b110;

  @ParameterizedTest
  @CsvSource({
    "true, true, true, true, F78",
    "false, true, true, true, F7E",
    "true, false, true, true, FF8",
    "false, false, true, false, FFE",
    "true, true, false, true, 3F78",
    "true, true, false, false, FF78"
  })
  void whatAGuestDoesNotHaveItCannotWrite(
      boolean discard, boolean physical, boolean granule4k, boolean granule16k, String res0) {
    assertEquals(
        Long.parseLong(res0, 16), new LimitBits(discard, physical, granule4k, granule16k).res0());
  }

  @Test
  void theSharedMaskTakesABitFromAVmThatHasIt() {
    LimitBits later = new LimitBits(true, true, true, true);
    LimitBits earlier = new LimitBits(false, true, true, true);
    long shared = earlier.addedTo(later.addedTo(LimitBits.ALWAYS_RES0));
    assertEquals(FILL_MODE, shared & FILL_MODE);
    assertEquals(0, later.res0() & FILL_MODE);
  }
}
