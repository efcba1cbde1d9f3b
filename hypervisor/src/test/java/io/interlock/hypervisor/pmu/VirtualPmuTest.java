package io.interlock.hypervisor.pmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import org.junit.jupiter.api.Test;

/// A vCPU's PMU registers while KVM keeps them in memory.
class VirtualPmuTest {
  private final RegisterFile saved = new RegisterFile();
  private final VirtualPmu pmu = new VirtualPmu(saved, new PmuPartition(2));

  private static SysReg reg(String name) {
    return SysReg.named(name);
  }

  @Test
  void oneShotBitsActAndAreKept() {
    saved.assign(reg("PMEVCNTR1_EL0"), 7);
    saved.assign(reg("PMCCNTR_EL0"), 7);
    pmu.write(reg("PMCR_EL0"), 0x3);
    assertEquals(0, saved.read(reg("PMEVCNTR1_EL0")));
    assertEquals(7, saved.read(reg("PMCCNTR_EL0")));
    assertEquals(3, saved.read(reg("PMCR_EL0")));
  }

  @Test
  void theGuestSeesItsOwnCounters() {
    pmu.write(reg("PMCNTENSET_EL0"), -1L);
    assertEquals(0x8000_0003L, pmu.read(reg("PMCNTENCLR_EL0")));
    assertEquals(2, reg("PMCR_EL0").field("N").get(pmu.read(reg("PMCR_EL0"))));
  }

  @Test
  void theLineFollowsTheOverflowsWhereverTheyAre() {
    pmu.overflowed(0x31);
    assertEquals(1, saved.read(reg("PMOVSSET_EL0")));
    assertFalse(pmu.interruptLine());
    assertTrue(pmu.interruptLine(1, 1, 0));
    assertFalse(pmu.interruptLine(0, 1, 0));
    assertTrue(pmu.interruptLine(1, 2, 2));
    saved.assign(reg("PMCR_EL0"), 1);
    saved.assign(reg("PMINTENSET_EL1"), 1);
    assertTrue(pmu.interruptLine());
    pmu.write(reg("PMOVSCLR_EL0"), 1);
    assertFalse(pmu.interruptLine());
  }
}
