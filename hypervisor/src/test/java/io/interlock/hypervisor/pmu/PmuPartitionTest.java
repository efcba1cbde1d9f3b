package io.interlock.hypervisor.pmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.pmu.AccessOutcome;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.PmuFeature;
import io.interlock.hardware.pmu.PmuModel;
import io.interlock.hardware.pmu.PmuTraps;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who has which counters, and what of them traps.
class PmuPartitionTest {
  private static final SysReg MDCR = SysReg.named("MDCR_EL2");
  private static final MonitorControl SIX = new MonitorControl(6);
  private static final PmuPartition FOUR = new PmuPartition(4);

  private static long field(String name, long value) {
    return MDCR.field(name).get(value);
  }

  private static RegisterFile loaded(boolean fineGrainedTraps) {
    RegisterFile file = new RegisterFile();
    file.assign(MDCR, SIX.ofPartitionedGuest(FOUR, fineGrainedTraps));
    file.assign(SysReg.named("HDFGRTR_EL2"), FOUR.readTraps());
    file.assign(SysReg.named("HDFGWTR_EL2"), FOUR.writeTraps());
    return file;
  }

  private static boolean traps(String register, boolean write, RegisterFile file) {
    PmuModel pe = PmuModel.plain(6, PmuVersion.V3P5).with(PmuFeature.FINE_GRAINED_TRAPS);
    return PmuTraps.outcome(SysReg.named(register), write, ExceptionLevel.EL1, file, pe)
        == AccessOutcome.TRAPS_TO_EL2;
  }

  @Test
  void theRangesShareNoCounter() {
    assertEquals(0x8000_000FL, FOUR.guestMask());
    assertEquals(0x30, FOUR.hostMask(6));
    assertEquals(0x8000_003FL, PmuPartition.NONE.hostMask(6));
    assertEquals(0, PmuPartition.NONE.guestMask());
  }

  @Test
  void theHostHasAllCountersUnlessTheyAreDivided() {
    assertEquals(6, field("HPMN", SIX.ofHost()));
    assertEquals(4, field("HPMN", SIX.ofSplitHost(FOUR)));
    assertEquals(6, field("HPMN", SIX.ofGuest()));
  }

  @Test
  void aDividedGuestCountsNothingAtEl2() {
    long control = SIX.ofPartitionedGuest(FOUR, true);
    assertEquals(4, field("HPMN", control));
    for (String name : new String[] {"HPME", "HPMD", "HCCD"}) {
      assertEquals(1, field(name, control), name);
    }
  }

  @Test
  void aSplitThatThePeCannotMakeLeavesEverythingTrapped() {
    long control = new MonitorControl(3).ofPartitionedGuest(FOUR, true);
    assertEquals(3, field("HPMN", control));
    assertEquals(1, field("TPM", control));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PMCR_EL0",
        "PMUSERENR_EL0",
        "PMSELR_EL0",
        "PMCCNTR_EL0",
        "PMCNTENSET_EL0",
        "PMINTENCLR_EL1",
        "PMEVCNTR3_EL0",
        "PMXEVCNTR_EL0"
      })
  void withFineGrainedTrapsTheGuestReachesItsCounters(String register) {
    assertFalse(traps(register, true, loaded(true)));
    assertFalse(traps(register, false, loaded(true)));
    assertTrue(traps(register, false, loaded(false)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PMOVSSET_EL0",
        "PMOVSCLR_EL0",
        "PMEVTYPER0_EL0",
        "PMXEVTYPER_EL0",
        "PMCCFILTR_EL0"
      })
  void eventsAndOverflowsTrapAllTheSame(String register) {
    assertTrue(traps(register, true, loaded(true)));
    assertTrue(traps(register, false, loaded(true)));
  }

  @Test
  void thereAreAtMostThirtyOneGuestCounters() {
    assertThrows(IllegalArgumentException.class, () -> new PmuPartition(32));
  }
}
