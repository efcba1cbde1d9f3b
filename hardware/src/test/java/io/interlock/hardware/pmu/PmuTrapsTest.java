package io.interlock.hardware.pmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Traps of a guest's accesses to the PMU.
class PmuTrapsTest {
  private final RegisterFile file = new RegisterFile();

  private boolean traps(String register, boolean write) {
    return PmuTraps.traps(SysReg.named(register), write, file);
  }

  private void set(String register, String... fields) {
    for (String field : fields) {
      file.setBits(SysReg.named(register), SysReg.named(register).field(field).mask());
    }
  }

  @Test
  void withoutTrapBitsNothingTraps() {
    assertFalse(traps("PMCR_EL0", true));
    assertFalse(traps("PMOVSCLR_EL0", true));
  }

  @Test
  void theControlTrapIsForOneRegister() {
    set("MDCR_EL2", "TPMCR");
    assertTrue(traps("PMCR_EL0", false));
    assertFalse(traps("PMCCNTR_EL0", false));
  }

  @Test
  void theGeneralTrapIsForAllWhateverTheFineGrainedOnesSay() {
    set("MDCR_EL2", "TPM");
    assertTrue(traps("PMCCNTR_EL0", false));
    assertTrue(traps("PMSELR_EL0", true));
  }

  @ParameterizedTest
  @CsvSource({
    "PMOVS,      PMOVSSET_EL0",
    "PMOVS,      PMOVSCLR_EL0",
    "PMCNTEN,    PMCNTENCLR_EL0",
    "PMINTEN,    PMINTENSET_EL1",
    "PMEVCNTRn,  PMEVCNTR7_EL0",
    "PMEVCNTRn,  PMXEVCNTR_EL0",
    "PMEVTYPERn, PMEVTYPER0_EL0",
    "PMEVTYPERn, PMXEVTYPER_EL0",
    "PMCCFILTR,  PMCCFILTR_EL0",
    "PMSELR,     PMSELR_EL0",
    "PMUSERENR,  PMUSERENR_EL0"
  })
  void aFineGrainedTrapIsForItsRegisters(String field, String register) {
    set("HDFGRTR_EL2", field);
    assertTrue(traps(register, false));
    assertFalse(traps(register, true));
    set("HDFGWTR_EL2", field);
    assertTrue(traps(register, true));
  }

  @Test
  void readsOfTheControlRegisterHaveNoFineGrainedTrap() {
    file.assign(SysReg.named("HDFGRTR_EL2"), -1L);
    assertFalse(traps("PMCR_EL0", false));
    set("HDFGWTR_EL2", "PMCR");
    assertTrue(traps("PMCR_EL0", true));
  }

  @Test
  void theSecondPairOfTrapRegistersPermits() {
    assertTrue(traps("PMICNTR_EL0", false));
    set("HDFGRTR2_EL2", "nPMICNTR");
    assertFalse(traps("PMICNTR_EL0", false));
    assertTrue(traps("PMICNTR_EL0", true));
  }

  @Test
  void bitsAreGatheredByName() {
    assertEquals(1 << 18 | 1 << 13, PmuTraps.trapBits(false, List.of("PMOVS", "PMEVTYPERn")));
    assertEquals(1 << 20, PmuTraps.trapBits(true, List.of("PMSWINC", "PMMIR")));
  }
}
