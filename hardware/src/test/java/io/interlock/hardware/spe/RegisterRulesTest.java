package io.interlock.hardware.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.SpuSettings.BadPointers;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterRulesTest {
  private static final SpuModel FULL =
      new SpuModel(6, 256, 16, 4096, 16, EnumSet.allOf(SpuFeature.class));
  private static final SpuModel FIRST = new SpuModel(1, 64, 1, 256, 12);

  @ParameterizedTest
  @CsvSource({
    "PMSCR_EL1, 00000000000008FB, 000000000000007B",
    "PMSCR_EL2, 00000000000008FB, 000000000000007B",
    "PMSICR_EL1, FF000000FFFFFFFF, 00000000FFFFFFFF",
    "PMSIRR_EL1, 00000000FFFFFF01, 00000000FFFFFF01",
    "PMSFCR_EL1, 001F0000001F001F, 0000000000070007",
    "PMSEVFR_EL1, 0000000003FE0FFE, 00000000000000AA",
    "PMSNEVFR_EL1, 0000000003FE0FFE, 0000000000000000",
    "PMSLATFR_EL1, 000000000000FFFF, 0000000000000FFF",
    "PMSDSFR_EL1, FFFFFFFFFFFFFFFF, 0000000000000000",
    "PMBLIMITR_EL1, FFFFFFFFFFFFF0A7, FFFFFFFFFFFFF001",
    "PMBPTR_EL1, FFFFFFFFFFFFFFF0, FFFFFFFFFFFFFFFF",
    "PMBSR_EL1, 00FFFFFFFC0BFFFF, 00FFFFFFFC0FFFFF",
    "PMBMAR_EL1, 00000000000003FF, 0000000000000000"
  })
  void onlyBitsThatExistKeepWhatIsWritten(String register, String full, String first) {
    assertEquals(full, afterOnes(FULL, 12, register));
    assertEquals(first, afterOnes(FIRST, 12, register));
  }

  @ParameterizedTest
  @CsvSource({"12, FFFFFFFFFFFFF001", "14, FFFFFFFFFFFFC001", "16, FFFFFFFFFFFF0001"})
  void theSmallestGranuleTakesBitsFromTheLimit(int granuleShift, String limit) {
    assertEquals(limit, afterOnes(FIRST, granuleShift, "PMBLIMITR_EL1"));
  }

  private static String afterOnes(SpuModel model, int granuleShift, String register) {
    var unit = unit(model, granuleShift, new RegisterFile());
    SysReg named = SysReg.named(register);
    unit.write(named, -1L);
    return "%016X".formatted(unit.read(named, ExceptionLevel.EL2));
  }

  @Test
  void writesUnderTheOtherNameAreMaskedToo() {
    var unit = unit(FIRST, 12, new RegisterFile());
    unit.write(SpeRegisters.PMSCR_EL12, -1L);
    assertEquals(0x7B, unit.read(SpeRegisters.PMSCR_EL1, ExceptionLevel.EL1));
  }

  @Test
  void identificationSaysWhatTheModelIs() {
    var unit = unit(FULL, 12, new RegisterFile());
    long sampling = unit.read(SpeRegisters.PMSIDR_EL1, ExceptionLevel.EL2);
    assertEquals(0x1_0F03_88FFL, sampling & ~field(SpeRegisters.PMSIDR_EL1, "ALTCLK"));
    assertEquals(0x24, unit.read(SpeRegisters.PMBIDR_EL1, ExceptionLevel.EL2));
    assertEquals(
        0x0002_6417L, Identification.sampling(SpuModel.USUAL), "64 B, interval 1024, 0x17");
    assertEquals(0x6, Identification.buffer(SpuModel.USUAL));
  }

  @ParameterizedTest
  @CsvSource({"256, 0", "512, 2", "768, 3", "1024, 4", "1536, 5", "2048, 6", "3072, 7", "4096, 8"})
  void theIntervalHasACode(int operations, int code) {
    assertEquals(code, Identification.intervalCode(operations));
  }

  @ParameterizedTest
  @CsvSource({
    "EL1, 0, 1, true, 0",
    "EL1, 2, 1, false, 1",
    "EL2, 0, 1, false, 1",
    "EL1, 2, 0, false, 0"
  })
  void theBufferRegisterSaysWhetherAndHowItMayBeUsed(
      ExceptionLevel from, int e2pb, int granted, boolean barred, int addressMode) {
    RegisterFile file = new RegisterFile();
    SysReg mdcr = SysReg.named("MDCR_EL2");
    file.assign(mdcr, mdcr.field("E2PB").place(e2pb));
    var unit = unit(FULL, 12, file);
    unit.write(SpeRegisters.PMSCR_EL2, SpeRegisters.PMSCR_EL2.field("EnVM").place(granted));
    long value = unit.read(SpeRegisters.PMBIDR_EL1, from);
    assertEquals(barred, (value & Identification.BUFFER_NOT_PROGRAMMABLE) != 0);
    assertEquals(addressMode, SpeRegisters.PMBIDR_EL1.field("AddrMode").get(value));
  }

  @Test
  void resetLeavesEverythingUnknownButTheEnable() {
    Set<Long> statuses = new HashSet<>();
    for (long seed = 0; seed < 16; seed++) {
      RegisterFile file = new RegisterFile();
      var unit = new ProfilingUnit(file, SpuSettings.prompt(FIRST), seed);
      unit.write(SpeRegisters.PMBLIMITR_EL1, SpeRegisters.LIMIT_E);
      unit.reset();
      assertEquals(0, file.read(SpeRegisters.PMBLIMITR_EL1) & SpeRegisters.LIMIT_E);
      assertEquals(0, file.read(SpeRegisters.PMBSR_EL1) & 0xFF00_0000_03F0_0000L, "RES0");
      assertEquals(
          unit.interruptLine(), new BufferStatus(file.read(SpeRegisters.PMBSR_EL1)).isStopped());
      statuses.add(file.read(SpeRegisters.PMBSR_EL1));
    }
    assertTrue(statuses.stream().anyMatch(value -> new BufferStatus(value).isStopped()));
    assertFalse(statuses.stream().allMatch(value -> new BufferStatus(value).isStopped()));
    assertEquals(16, statuses.size());
  }

  @Test
  void equalSeedsResetEqually() {
    RegisterFile one = new RegisterFile();
    RegisterFile other = new RegisterFile();
    unit(FULL, 12, one).reset();
    unit(FULL, 12, other).reset();
    assertEquals(one, other);
  }

  private static ProfilingUnit unit(SpuModel model, int granuleShift, RegisterFile file) {
    return new ProfilingUnit(
        file, new SpuSettings(model, granuleShift, 0, BadPointers.REPORT_FULL), 7);
  }

  private static long field(SysReg register, String name) {
    return register.field(name).mask();
  }
}
