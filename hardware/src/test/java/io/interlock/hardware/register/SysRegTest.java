package io.interlock.hardware.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SysRegTest {

  @ParameterizedTest
  @CsvSource({
    "PMCR_EL0, S3_3_C9_C12_0",
    "PMMIR_EL1, S3_0_C9_C14_6",
    "PMSCR_EL1, S3_0_C9_C9_0",
    "PMSCR_EL2, S3_4_C9_C9_0",
    "PMSCR_EL12, S3_5_C9_C9_0",
    "PMBLIMITR_EL1, S3_0_C9_C10_0",
    "PMBIDR_EL1, S3_0_C9_C10_7",
    "PMEVCNTR0_EL0, S3_3_C14_C8_0",
    "PMEVCNTR30_EL0, S3_3_C14_C11_6",
    "PMEVTYPER9_EL0, S3_3_C14_C13_1",
    "ICH_LR15_EL2, S3_4_C12_C13_7",
    "MDSCR_EL1, S2_0_C0_C2_2",
  })
  void encodingIsTheArchitectures(String name, String encoding) {
    assertEquals(encoding, SysReg.named(name).encoding().toString());
  }

  @Test
  void noTwoNamesShareAnEncoding() {
    Map<Encoding, SysReg> seen = new HashMap<>();
    for (SysReg register : SysReg.all()) {
      assertNull(seen.put(register.encoding(), register), register.name());
    }
  }

  @Test
  void slotsAreDenseAndEachHasAFirstName() {
    Set<Integer> slots = new HashSet<>();
    for (SysReg register : SysReg.all()) {
      slots.add(register.slot());
      assertEquals(register.slot(), SysReg.inSlot(register.slot()).slot());
    }
    assertEquals(SysReg.slotCount(), slots.size());
    assertTrue(slots.stream().allMatch(slot -> slot >= 0 && slot < SysReg.slotCount()));
  }

  @Test
  void fieldsOfOneRegisterHaveDifferentNames() {
    for (SysReg register : SysReg.all()) {
      Set<String> names = new HashSet<>();
      for (RegisterField field : register.fields()) {
        assertTrue(names.add(field.name()), register + "." + field.name());
      }
    }
  }

  @Test
  void aNameAtEl2ForAnEl1RegisterSharesStorageAndFields() {
    SysReg el12 = SysReg.named("SCTLR_EL12");
    SysReg el1 = SysReg.named("SCTLR_EL1");
    assertEquals(el1.slot(), el12.slot());
    assertEquals(el1.fields(), el12.fields());
    assertSame(el1, SysReg.inSlot(el12.slot()));
    assertNotEquals(el1.slot(), SysReg.named("SCTLR_EL2").slot());
  }

  @ParameterizedTest
  @CsvSource({"PMCNTEN, EL0", "PMINTEN, EL1", "PMOVS, EL0"})
  void setAndClearNamesShareStorage(String stem, String level) {
    SysReg set = SysReg.named(stem + "SET_" + level);
    SysReg clear = SysReg.named(stem + "CLR_" + level);
    assertEquals(set.slot(), clear.slot());
    assertEquals(SysReg.WriteEffect.SET_ONES, set.writeEffect());
    assertEquals(SysReg.WriteEffect.CLEAR_ONES, clear.writeEffect());
  }

  @ParameterizedTest
  @CsvSource({
    "PMCR_EL0, P, 0x2",
    "PMCR_EL0, N, 0xF800",
    "MDCR_EL2, HPMN, 0x1F",
    "MDCR_EL2, E2PB, 0x3000",
    "HDFGRTR_EL2, PMUSERENR, 0x200000000000000",
    "ICH_LR7_EL2, State, 0xC000000000000000",
    "PMBLIMITR_EL1, LIMIT, 0xFFFFFFFFFFFFF000",
    "PMBSR_EL1, S, 0x20000",
  })
  void fieldMaskIsWhereTheManualPutsIt(String register, String field, String mask) {
    long expected = Long.parseUnsignedLong(mask.substring(2), 16);
    assertEquals(expected, SysReg.named(register).field(field).mask());
  }

  @Test
  void aFieldReadsPlacesAndReplaces() {
    RegisterField e2pb = SysReg.named("MDCR_EL2").field("E2PB");
    assertEquals(2, e2pb.get(0x2000));
    assertEquals(0x3000, e2pb.place(7));
    assertEquals(0xF_1FFFL, e2pb.with(0xF_2FFFL, 1));
  }

  @Test
  void familiesHaveTheArchitecturesSizes() {
    assertEquals(31, RegisterFamily.of("PMEVCNTR", "_EL0").size());
    assertEquals(16, RegisterFamily.of("ICH_LR", "_EL2").size());
    assertEquals(4, RegisterFamily.of("ICH_AP1R", "_EL2").size());
    assertSame(SysReg.named("ICH_LR3_EL2"), RegisterFamily.of("ICH_LR", "_EL2").member(3));
    assertNull(RegisterFamily.find("ICH_LR", "_EL1"));
  }

  @Test
  void anIndexOutsideTheFamilyIsRefusedWithItsRange() {
    RegisterFamily family = RegisterFamily.of("PMEVCNTR", "_EL0");
    var e = assertThrows(IllegalArgumentException.class, () -> family.member(31));
    assertEquals("PMEVCNTR[31]_EL0 does not exist, allowed 0..30", e.getMessage());
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    var e = assertThrows(IllegalArgumentException.class, () -> SysReg.named("PMRC_EL0"));
    assertEquals("unknown register PMRC_EL0, nearest is PMCR_EL0", e.getMessage());
    var f =
        assertThrows(IllegalArgumentException.class, () -> SysReg.named("MDCR_EL2").field("HPNM"));
    assertEquals("MDCR_EL2 has no field HPNM, nearest is HPMN", f.getMessage());
  }

  @Test
  void identificationIsReadOnlyAndSgiGenerationWriteOnly() {
    assertFalse(SysReg.named("PMBIDR_EL1").writable());
    assertFalse(SysReg.named("ICC_SGI1R_EL1").readable());
    assertTrue(SysReg.named("PMCR_EL0").readable() && SysReg.named("PMCR_EL0").writable());
  }
}
