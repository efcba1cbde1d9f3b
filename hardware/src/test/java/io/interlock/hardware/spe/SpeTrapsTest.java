package io.interlock.hardware.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.SpeTraps.Outcome;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpeTrapsTest {
  private static final SpuModel ALL =
      new SpuModel(6, 64, 64, 1024, 12, EnumSet.allOf(SpuFeature.class));
  private static final SpeTraps TRAPS = new SpeTraps(ALL, true, true);

  // register, coarse trap (TPMS, E2PB or none), fine-grained register, its bit, negative polarity,
  // nested slot, feature or none
  private static final String TABLE = "traps.csv";

  @ParameterizedTest
  @CsvFileSource(resources = TABLE, numLinesToSkip = 1)
  void mdcrTrapsSamplingAndBufferSeparately(String register, String coarse) {
    assertCoarse(register, "TPMS", 1, coarse.equals("TPMS"));
    assertCoarse(register, "E2PB", 0b10, coarse.equals("E2PB"));
    assertCoarse(register, "E2PB", 0b00, coarse.equals("E2PB"));
  }

  private static void assertCoarse(String register, String field, int value, boolean traps) {
    RegisterFile file = permissive();
    set(file, "MDCR_EL2", field, value);
    Outcome expected = traps ? Outcome.TRAPPED_TO_EL2 : Outcome.PERMITTED;
    assertEquals(expected, TRAPS.access(reg(register), false, ExceptionLevel.EL1, file));
    assertEquals(Outcome.PERMITTED, TRAPS.access(reg(register), false, ExceptionLevel.EL2, file));
  }

  @ParameterizedTest
  @CsvFileSource(resources = TABLE, numLinesToSkip = 1)
  void oneBitTrapsOneRegister(
      String register, String coarse, String pair, int bit, boolean trapsOnZero) {
    RegisterFile file = permissive();
    String stem = pair.equals("2") ? "2_EL2" : "_EL2";
    SysReg reads = reg("HDFGRTR" + stem);
    SysReg writes = reg("HDFGWTR" + stem);
    file.assign(reads, file.read(reads) ^ (1L << bit));
    assertEquals(
        Outcome.TRAPPED_TO_EL2,
        TRAPS.access(reg(register), false, ExceptionLevel.EL1, file),
        coarse + (trapsOnZero ? " by zero" : " by one"));
    assertEquals(
        Outcome.PERMITTED,
        new SpeTraps(ALL, false, false).access(reg(register), false, ExceptionLevel.EL1, file));
    if (reg(register).writable()) {
      assertEquals(Outcome.PERMITTED, TRAPS.access(reg(register), true, ExceptionLevel.EL1, file));
      file.assign(writes, file.read(writes) ^ (1L << bit));
      assertEquals(
          Outcome.TRAPPED_TO_EL2, TRAPS.access(reg(register), true, ExceptionLevel.EL1, file));
    }
  }

  @ParameterizedTest
  @CsvFileSource(resources = TABLE, numLinesToSkip = 1)
  void registersHaveSlotsInNestedMemory(
      String register, String coarse, String pair, int bit, boolean trapsOnZero, String slot) {
    int expected = slot.equals("none") ? SpeTraps.NO_NESTED_SLOT : Integer.decode(slot);
    assertEquals(expected, SpeTraps.nestedSlot(reg(register)));
  }

  @ParameterizedTest
  @CsvSource({"PMSNEVFR_EL1, FNE, EnPMSN", "PMSDSFR_EL1, FDS, EnPMS3", "PMBMAR_EL1, NVM, EnPMS4"})
  void laterRegistersNeedAFeatureAndFirmware(String register, SpuFeature feature, String gate) {
    RegisterFile file = permissive();
    set(file, "MDCR_EL3", gate, 0);
    assertEquals(
        Outcome.TRAPPED_TO_EL3, TRAPS.access(reg(register), true, ExceptionLevel.EL1, file));
    assertEquals(
        Outcome.TRAPPED_TO_EL3, TRAPS.access(reg(register), true, ExceptionLevel.EL2, file));
    assertTrue(ALL.has(feature));
    assertEquals(
        Outcome.UNDEFINED,
        new SpeTraps(SpuModel.USUAL, true, true)
            .access(reg(register), true, ExceptionLevel.EL1, permissive()));
  }

  @Test
  void firmwareThatKeepsSpeForItselfTrapsAllButOneRegister() {
    RegisterFile file = permissive();
    set(file, "MDCR_EL3", "NSPB", 0b01);
    assertEquals(Outcome.TRAPPED_TO_EL3, access("PMBPTR_EL1", ExceptionLevel.EL2, file));
    assertEquals(Outcome.TRAPPED_TO_EL3, access("PMSIDR_EL1", ExceptionLevel.EL1, file));
    assertEquals(Outcome.TRAPPED_TO_EL3, access("PMSCR_EL2", ExceptionLevel.EL2, file));
    assertEquals(Outcome.PERMITTED, access("PMBIDR_EL1", ExceptionLevel.EL1, file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PMSCR_EL1", "PMBPTR_EL1", "PMBIDR_EL1", "PMSIDR_EL1"})
  void userSpaceHasNoAccess(String register) {
    assertEquals(Outcome.UNDEFINED, access(register, ExceptionLevel.EL0, permissive()));
  }

  @Test
  void writesOfReadOnlyRegistersAreUndefined() {
    for (SysReg register : List.of(SpeRegisters.PMSIDR_EL1, SpeRegisters.PMBIDR_EL1)) {
      assertEquals(
          Outcome.UNDEFINED, TRAPS.access(register, true, ExceptionLevel.EL2, permissive()));
    }
  }

  @Test
  void el12NamesNeedE2hAndEl2() {
    RegisterFile file = permissive();
    assertEquals(Outcome.UNDEFINED, access("PMSCR_EL12", ExceptionLevel.EL2, file));
    set(file, "HCR_EL2", "E2H", 1);
    assertEquals(Outcome.PERMITTED, access("PMSCR_EL12", ExceptionLevel.EL2, file));
    assertEquals(Outcome.UNDEFINED, access("PMSCR_EL12", ExceptionLevel.EL1, file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PMBSR_EL12", "PMBSR_EL2", "PMBSR_EL3"})
  void noSpuHasProfilingExceptions(String register) {
    RegisterFile file = permissive();
    set(file, "HCR_EL2", "E2H", 1);
    assertEquals(Outcome.UNDEFINED, access(register, ExceptionLevel.EL2, file));
  }

  @Test
  void aHypervisorThatWritesZeroToTheSecondPairTrapsTheirRegisters() {
    RegisterFile file = permissive();
    file.assign(reg("HDFGRTR2_EL2"), 0);
    assertEquals(Outcome.TRAPPED_TO_EL2, access("PMSDSFR_EL1", ExceptionLevel.EL1, file));
    assertEquals(Outcome.TRAPPED_TO_EL2, access("PMBMAR_EL1", ExceptionLevel.EL1, file));
  }

  @Test
  void theBarrierTrapsFromVersionOnePointFive() {
    RegisterFile file = permissive();
    assertFalse(TRAPS.trapsBarrier(file));
    set(file, "HFGITR_EL2", "PSBCSYNC", 1);
    assertTrue(TRAPS.trapsBarrier(file));
    assertFalse(new SpeTraps(SpuModel.USUAL, true, true).trapsBarrier(file));
  }

  private static Outcome access(String register, ExceptionLevel from, RegisterFile file) {
    return TRAPS.access(reg(register), false, from, file);
  }

  /// Nothing traps.
  private static RegisterFile permissive() {
    RegisterFile file = new RegisterFile();
    file.assign(reg("MDCR_EL3"), SpeTraps.permissiveFirmware());
    set(file, "MDCR_EL2", "E2PB", 0b11);
    for (String name : List.of("HDFGRTR_EL2", "HDFGWTR_EL2")) {
      set(file, name, "nPMSNEVFR", 1);
    }
    for (String name : List.of("HDFGRTR2_EL2", "HDFGWTR2_EL2")) {
      set(file, name, "nPMSDSFR", 1);
      set(file, name, "nPMBMAR", 1);
    }
    return file;
  }

  private static SysReg reg(String name) {
    return SysReg.named(name);
  }

  private static void set(RegisterFile file, String register, String field, long value) {
    SysReg named = reg(register);
    file.assign(named, named.field(field).with(file.read(named), value));
  }
}
