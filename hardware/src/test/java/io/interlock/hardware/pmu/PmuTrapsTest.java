package io.interlock.hardware.pmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which accesses make which exception. A case is an access such as `EL1 reads PMCR_EL0`, and
/// settings such as `MDCR_EL2.TPM`.
class PmuTrapsTest {
  /// The PE, the access, what is set besides a split at 4 of 6, and the outcome.
  private static final String ACCESSES =
      """
      # The general traps.
      old  | EL1 writes PMCR_EL0       |                    | PERFORMED
      old  | EL1 writes PMOVSCLR_EL0   |                    | PERFORMED
      old  | EL1 reads PMCR_EL0        | MDCR_EL2.TPMCR     | TRAPS_TO_EL2
      old  | EL1 reads PMCCNTR_EL0     | MDCR_EL2.TPMCR     | PERFORMED
      old  | EL1 reads PMCCNTR_EL0     | MDCR_EL2.TPM       | TRAPS_TO_EL2
      old  | EL1 writes PMSELR_EL0     | MDCR_EL2.TPM       | TRAPS_TO_EL2
      old  | EL2 writes PMSELR_EL0     | MDCR_EL2.TPM       | PERFORMED
      # Fine-grained traps, where they exist.
      fine | EL1 reads PMCR_EL0        | HDFGRTR_EL2=-1     | PERFORMED
      fine | EL1 writes PMCR_EL0       | HDFGWTR_EL2.PMCR   | TRAPS_TO_EL2
      fine | EL1 reads PMOVSCLR_EL0    | HDFGRTR_EL2.PMOVS  | TRAPS_TO_EL2
      fine | EL1 writes PMOVSCLR_EL0   | HDFGRTR_EL2.PMOVS  | PERFORMED
      fine | EL2 reads PMOVSCLR_EL0    | HDFGRTR_EL2=-1     | PERFORMED
      old  | EL1 reads PMOVSCLR_EL0    | HDFGRTR_EL2=-1     | PERFORMED
      fine | EL1 writes PMSWINC_EL0    | HDFGWTR_EL2.PMSWINC | TRAPS_TO_EL2
      fine | EL1 reads PMMIR_EL1       | HDFGRTR_EL2.PMMIR  | TRAPS_TO_EL2
      fine | EL1 reads PMCEID1_EL0     | HDFGRTR_EL2.PMCEIDn | TRAPS_TO_EL2
      fine | EL1 reads PMXEVTYPER_EL0  | HDFGRTR_EL2.PMEVTYPERn PMSELR_EL0=31 | TRAPS_TO_EL2
      fine | EL1 reads PMXEVTYPER_EL0  | HDFGRTR_EL2.PMCCFILTR PMSELR_EL0=31 | PERFORMED
      # The second pair permits.
      new  | EL1 reads PMICNTR_EL0     |                    | TRAPS_TO_EL2
      new  | EL1 reads PMICNTR_EL0     | HDFGRTR2_EL2.nPMICNTR | PERFORMED
      new  | EL1 writes PMICNTR_EL0    | HDFGRTR2_EL2.nPMICNTR | TRAPS_TO_EL2
      new  | EL1 writes PMICFILTR_EL0  | HDFGWTR2_EL2.nPMICFILTR | PERFORMED
      new  | EL1 writes PMUACR_EL1     |                    | TRAPS_TO_EL2
      new  | EL1 writes PMUACR_EL1     | HDFGWTR2_EL2.nPMUACR | PERFORMED
      new  | EL1 writes PMUACR_EL1     | HDFGWTR2_EL2.nPMUACR MDCR_EL2.TPM | TRAPS_TO_EL2
      new  | EL1 writes PMZR_EL0       |                    | TRAPS_TO_EL2
      new  | EL1 writes PMZR_EL0       | HDFGWTR2_EL2.nPMZR | PERFORMED
      new  | EL2 reads PMICNTR_EL0     |                    | PERFORMED
      # What the PE does not have.
      fine | EL2 reads PMICNTR_EL0     |                    | UNDEFINED
      fine | EL2 writes PMUACR_EL1     |                    | UNDEFINED
      fine | EL2 writes PMZR_EL0       |                    | UNDEFINED
      old  | EL2 reads PMMIR_EL1       |                    | UNDEFINED
      fine | EL2 writes PMMIR_EL1      |                    | UNDEFINED
      fine | EL2 writes PMCEID0_EL0    |                    | UNDEFINED
      fine | EL2 reads PMSWINC_EL0     |                    | UNDEFINED
      # Counters of the second range, and beyond.
      fine | EL1 reads PMEVCNTR3_EL0   |                    | PERFORMED
      fine | EL1 reads PMEVCNTR4_EL0   |                    | TRAPS_TO_EL2
      fine | EL2 reads PMEVCNTR4_EL0   |                    | PERFORMED
      fine | EL1 writes PMEVTYPER6_EL0 |                    | UNDEFINED
      fine | EL2 writes PMEVTYPER6_EL0 |                    | UNDEFINED
      fine | EL1 writes PMEVTYPER6_EL0 | MDCR_EL2.TPM       | UNDEFINED
      old  | EL1 reads PMEVCNTR4_EL0   |                    | PERFORMED
      old  | EL2 reads PMEVCNTR6_EL0   |                    | PERFORMED
      old  | EL1 reads PMEVCNTR6_EL0   | MDCR_EL2.TPM       | TRAPS_TO_EL2
      fine | EL1 reads PMXEVCNTR_EL0   | PMSELR_EL0=4       | TRAPS_TO_EL2
      fine | EL1 reads PMXEVCNTR_EL0   | PMSELR_EL0=6       | UNDEFINED
      fine | EL1 reads PMXEVCNTR_EL0   | PMSELR_EL0=31      | UNDEFINED
      fine | EL1 reads PMXEVTYPER_EL0  | PMSELR_EL0=31      | PERFORMED
      fine | EL1 reads PMXEVTYPER_EL0  | PMSELR_EL0=7       | UNDEFINED
      # EL0 needs leave first.
      old  | EL0 reads PMCCNTR_EL0     |                    | TRAPS_TO_EL1
      old  | EL0 reads PMCCNTR_EL0     | HCR_EL2.TGE        | TRAPS_TO_EL2
      old  | EL0 reads PMCCNTR_EL0     | MDCR_EL2.TPM       | TRAPS_TO_EL1
      old  | EL0 reads PMCCNTR_EL0     | PMUSERENR_EL0.CR   | PERFORMED
      old  | EL0 writes PMCCNTR_EL0    | PMUSERENR_EL0.CR   | TRAPS_TO_EL1
      old  | EL0 writes PMCCNTR_EL0    | PMUSERENR_EL0.EN   | PERFORMED
      old  | EL0 reads PMCCNTR_EL0     | PMUSERENR_EL0.EN MDCR_EL2.TPM | TRAPS_TO_EL2
      old  | EL0 reads PMEVCNTR1_EL0   | PMUSERENR_EL0.ER   | PERFORMED
      old  | EL0 writes PMEVCNTR1_EL0  | PMUSERENR_EL0.ER   | TRAPS_TO_EL1
      old  | EL0 reads PMXEVCNTR_EL0   | PMUSERENR_EL0.ER   | PERFORMED
      old  | EL0 writes PMSELR_EL0     | PMUSERENR_EL0.ER   | PERFORMED
      old  | EL0 reads PMEVTYPER1_EL0  | PMUSERENR_EL0.ER   | TRAPS_TO_EL1
      old  | EL0 writes PMSWINC_EL0    | PMUSERENR_EL0.SW   | PERFORMED
      old  | EL0 writes PMSWINC_EL0    | PMUSERENR_EL0.CR   | TRAPS_TO_EL1
      old  | EL0 writes PMCR_EL0       | PMUSERENR_EL0.EN   | PERFORMED
      old  | EL0 reads PMUSERENR_EL0   |                    | PERFORMED
      old  | EL0 reads PMUSERENR_EL0   | MDCR_EL2.TPM       | TRAPS_TO_EL2
      old  | EL0 writes PMUSERENR_EL0  | PMUSERENR_EL0.EN   | UNDEFINED
      old  | EL0 reads PMINTENSET_EL1  | PMUSERENR_EL0.EN   | UNDEFINED
      fine | EL0 reads PMMIR_EL1       | PMUSERENR_EL0.EN   | UNDEFINED
      fine | EL0 reads PMEVCNTR4_EL0   | PMUSERENR_EL0.EN   | TRAPS_TO_EL2
      fine | EL0 reads PMEVCNTR4_EL0   |                    | TRAPS_TO_EL1
      fine | EL0 reads PMEVCNTR6_EL0   |                    | UNDEFINED
      fine | EL0 reads PMCCNTR_EL0     | PMUSERENR_EL0.EN HDFGRTR_EL2=-1 | TRAPS_TO_EL2
      fine | EL0 reads PMCCNTR_EL0     | PMUSERENR_EL0.EN HDFGRTR_EL2=-1 HCR_EL2.TGE HCR_EL2.E2H | PERFORMED
      # Since PMUv3p9 it can be given counter by counter.
      new  | EL0 writes PMCCNTR_EL0    | PMUSERENR_EL0.UEN  | PERFORMED
      new  | EL0 writes PMCR_EL0       | PMUSERENR_EL0.UEN  | TRAPS_TO_EL1
      new  | EL0 writes PMCR_EL0       | PMUSERENR_EL0.EN PMUSERENR_EL0.UEN | TRAPS_TO_EL1
      new  | EL0 reads PMICNTR_EL0     | PMUSERENR_EL0.EN HDFGRTR2_EL2=-1 | TRAPS_TO_EL1
      new  | EL0 reads PMICNTR_EL0     | PMUSERENR_EL0.UEN HDFGRTR2_EL2=-1 | PERFORMED
      new  | EL0 reads PMCEID0_EL0     | PMUSERENR_EL0.EN   | PERFORMED
      new  | EL0 reads PMCEID0_EL0     | PMUSERENR_EL0.EN PMUSERENR_EL0.TID | TRAPS_TO_EL1
      new  | EL0 writes PMZR_EL0       | PMUSERENR_EL0.EN HDFGWTR2_EL2=-1 | PERFORMED
      """;

  private static final PmuModel OLD = PmuModel.plain(6, PmuVersion.V3P1);
  private static final PmuModel FINE =
      PmuModel.plain(6, PmuVersion.V3P5).with(PmuFeature.FINE_GRAINED_TRAPS);
  private static final PmuModel NEW =
      PmuModel.plain(6, PmuVersion.V3P9)
          .with(PmuFeature.FINE_GRAINED_TRAPS)
          .with(PmuFeature.FINE_GRAINED_TRAPS_2)
          .with(PmuFeature.INSTRUCTION_COUNTER);

  private static AccessOutcome outcome(PmuModel model, String access, String settings) {
    RegisterFile file = new RegisterFile();
    file.assign(SysReg.named("MDCR_EL2"), 4);
    for (String setting : settings.split(" +", -1)) {
      if (setting.contains("=")) {
        String[] sides = setting.split("=", -1);
        file.assign(SysReg.named(sides[0]), Long.parseLong(sides[1]));
      } else if (!setting.isEmpty()) {
        String[] names = setting.split("\\.", -1);
        SysReg register = SysReg.named(names[0]);
        file.setBits(register, register.field(names[1]).mask());
      }
    }
    String[] words = access.split(" ", -1);
    return PmuTraps.outcome(
        SysReg.named(words[2]),
        words[1].equals("writes"),
        ExceptionLevel.valueOf(words[0]),
        file,
        model);
  }

  private static PmuModel model(String name) {
    return switch (name) {
      case "old" -> OLD;
      case "fine" -> FINE;
      default -> NEW;
    };
  }

  @ParameterizedTest
  @CsvSource(nullValues = "-", delimiter = '|', textBlock = ACCESSES)
  void anAccessHasItsOutcome(String model, String access, String settings, AccessOutcome expected) {
    assertEquals(expected, outcome(model(model), access, settings == null ? "" : settings));
  }

  @ParameterizedTest
  @CsvSource({
    "PMOVS,      PMOVSSET_EL0",
    "PMOVS,      PMOVSCLR_EL0",
    "PMCNTEN,    PMCNTENCLR_EL0",
    "PMINTEN,    PMINTENSET_EL1",
    "PMEVCNTRn,  PMEVCNTR2_EL0",
    "PMEVCNTRn,  PMXEVCNTR_EL0",
    "PMEVTYPERn, PMEVTYPER0_EL0",
    "PMEVTYPERn, PMXEVTYPER_EL0",
    "PMCCFILTR,  PMCCFILTR_EL0",
    "PMCCNTR,    PMCCNTR_EL0",
    "PMSELR,     PMSELR_EL0",
    "PMUSERENR,  PMUSERENR_EL0"
  })
  void aFineGrainedTrapIsForItsRegistersAndItsDirection(String field, String register) {
    String reads = "EL1 reads " + register;
    String writes = "EL1 writes " + register;
    String readTrap = "HDFGRTR_EL2." + field;
    String writeTrap = "HDFGWTR_EL2." + field;
    assertEquals(AccessOutcome.TRAPS_TO_EL2, outcome(FINE, reads, readTrap));
    assertEquals(AccessOutcome.PERFORMED, outcome(FINE, writes, readTrap));
    assertEquals(AccessOutcome.TRAPS_TO_EL2, outcome(FINE, writes, writeTrap));
    assertEquals(AccessOutcome.PERFORMED, outcome(FINE, reads, writeTrap));
  }

  @Test
  void everyRegisterOfThePmuHasARow() {
    List<String> missing =
        SysReg.all().stream()
            .filter(Pmu::contains)
            .filter(register -> !hasRow(register))
            .map(SysReg::name)
            .toList();
    assertTrue(missing.isEmpty(), missing::toString);
  }

  private static boolean hasRow(SysReg register) {
    try {
      return AccessRow.of(register) != null;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  @Test
  void anExceptionHasItsClass() {
    assertEquals(0x18, AccessOutcome.TRAPS_TO_EL1.exceptionClass());
    assertEquals(0x18, AccessOutcome.TRAPS_TO_EL2.exceptionClass());
    assertEquals(0, AccessOutcome.UNDEFINED.exceptionClass());
    assertThrows(IllegalStateException.class, AccessOutcome.PERFORMED::exceptionClass);
  }

  @Test
  void bitsAreGatheredByName() {
    assertEquals(1 << 18 | 1 << 13, PmuTraps.trapBits(false, List.of("PMOVS", "PMEVTYPERn")));
    assertEquals(1 << 20, PmuTraps.trapBits(true, List.of("PMSWINC", "PMMIR")));
  }
}
