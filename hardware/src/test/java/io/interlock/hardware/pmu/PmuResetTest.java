package io.interlock.hardware.pmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PmuResetTest {
  private static final PmuModel NARROW = PmuModel.plain(6, PmuVersion.V3P1);

  private static RegisterFile reset(PmuModel model, long seed) {
    RegisterFile file = new RegisterFile();
    PmuReset.warm(file, model, new SplittableRandom(seed)::nextLong);
    return file;
  }

  @Test
  void unknownValuesFollowFromTheSeed() {
    assertEquals(reset(NARROW, 1), reset(NARROW, 1));
    assertNotEquals(reset(NARROW, 1), reset(NARROW, 2));
  }

  @Test
  void whatIsKnownOrReservedIsZero() {
    for (long seed = 0; seed < 50; seed++) {
      RegisterFile file = reset(NARROW, seed);
      assertEquals(0, file.read(SysReg.named("PMCR_EL0")) & ~0x78L);
      assertEquals(0, file.read(SysReg.named("PMOVSSET_EL0")) & ~0x8000_003FL);
      assertEquals(0, file.read(SysReg.named("PMEVCNTR5_EL0")) >>> 32);
      assertEquals(0, file.read(SysReg.named("PMEVCNTR6_EL0")));
      assertEquals(0, file.read(SysReg.named("PMSELR_EL0")) >>> 5);
      assertEquals(0, file.read(SysReg.named("PMICNTR_EL0")));
      assertEquals(0, file.read(SysReg.named("MDCR_EL2")));
    }
  }

  @Test
  void theInstructionCounterHasNotOverflowed() {
    PmuModel model =
        PmuModel.plain(6, PmuVersion.V3P9)
            .with(PmuFeature.FINE_GRAINED_TRAPS_2)
            .with(PmuFeature.INSTRUCTION_COUNTER);
    for (long seed = 0; seed < 50; seed++) {
      assertEquals(0, reset(model, seed).read(SysReg.named("PMOVSSET_EL0")) >>> 32);
    }
  }
}
