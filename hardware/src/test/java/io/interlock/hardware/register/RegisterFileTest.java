package io.interlock.hardware.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RegisterFileTest {
  private static final SysReg PMCNTENSET = SysReg.named("PMCNTENSET_EL0");
  private static final SysReg PMCNTENCLR = SysReg.named("PMCNTENCLR_EL0");
  private static final SysReg HCR = SysReg.named("HCR_EL2");

  @Test
  void aNewFileReadsZeroAndTakesNoStorage() {
    RegisterFile file = new RegisterFile();
    for (SysReg register : SysReg.all()) {
      assertEquals(0, file.read(register));
    }
    assertFalse(file.takesStorage());
  }

  @Test
  void writingZeroTakesNoStorage() {
    RegisterFile file = new RegisterFile();
    SysReg.all().forEach(register -> file.write(register, 0));
    assertFalse(file.takesStorage());
    file.write(HCR, 1);
    assertTrue(file.takesStorage());
  }

  @Test
  void oneBitSetsAndOneBitClearsWithoutTouchingOthers() {
    RegisterFile file = new RegisterFile();
    file.write(PMCNTENSET, 0x8000_0020L);
    file.write(PMCNTENSET, 0x3);
    assertEquals(0x8000_0023L, file.read(PMCNTENCLR));
    file.write(PMCNTENCLR, 0x8000_0001L);
    assertEquals(0x22, file.read(PMCNTENSET));
    assertEquals(0x22, file.read(PMCNTENCLR));
  }

  @Test
  void assigningReplacesEvenASetRegister() {
    RegisterFile file = new RegisterFile();
    file.write(PMCNTENSET, 0xF0);
    file.assign(PMCNTENSET, 0x1);
    assertEquals(0x1, file.read(PMCNTENSET));
  }

  @Test
  void aCopyIsEqualAndIndependent() {
    RegisterFile file = new RegisterFile();
    file.write(HCR, 7);
    RegisterFile copy = file.copy();
    assertEquals(file, copy);
    assertEquals(file.hashCode(), copy.hashCode());
    copy.write(HCR, 8);
    assertEquals(7, file.read(HCR));
    assertNotEquals(file, copy);
  }

  @Test
  void aCopyKeepsItsValuesWhenTheOriginalChanges() {
    RegisterFile file = new RegisterFile();
    file.write(HCR, 7);
    RegisterFile copy = file.copy();
    file.write(HCR, 8);
    file.write(PMCNTENSET, 1);
    assertEquals(7, copy.read(HCR));
    assertEquals(0, copy.read(PMCNTENSET));
    assertEquals(8, file.copy().read(HCR));
  }

  @Test
  void aCopyOfAnEmptyFileDoesNotShareLaterWrites() {
    RegisterFile file = new RegisterFile();
    RegisterFile copy = file.copy();
    copy.write(HCR, 1);
    assertEquals(0, file.read(HCR));
    assertEquals(0, new RegisterFile().read(HCR));
  }

  @Test
  void aValueGoneBackToZeroEqualsAFreshFile() {
    RegisterFile file = new RegisterFile();
    file.write(HCR, 1);
    file.write(HCR, 0);
    assertEquals(new RegisterFile(), file);
    assertEquals(file, new RegisterFile());
    assertEquals(new RegisterFile().hashCode(), file.hashCode());
  }

  @Test
  void whatIsStoredBeyondEqualValuesMakesNoDifference() {
    RegisterFile small = new RegisterFile();
    RegisterFile large = small.copy();
    SysReg last = SysReg.inSlot(SysReg.slotCount() - 1);
    large.assign(last, 1);
    small.assign(HCR, 2);
    large.assign(HCR, 2);
    assertNotEquals(small, large);
    assertNotEquals(large, small);
    large.assign(last, 0);
    assertEquals(small, large);
    assertEquals(small.hashCode(), large.hashCode());
  }

  @Test
  void textNamesWhatIsNotZero() {
    RegisterFile file = new RegisterFile();
    file.write(PMCNTENSET, 5);
    file.write(HCR, 0x80);
    assertEquals("{HCR_EL2=0x80 PMCNTENSET_EL0=0x5}", file.toString());
  }

  @Property(tries = 200)
  void aFileBehavesLikeAMapFromStorageToValue(
      @ForAll @Size(max = 60) List<@IntRange(max = 100_000) Integer> picks, @ForAll long salt) {
    RegisterFile file = new RegisterFile();
    Map<Integer, Long> model = new HashMap<>();
    for (int pick : picks) {
      SysReg register = SysReg.all().get(pick % SysReg.all().size());
      long value = salt * (pick + 1L);
      file.write(register, value);
      long old = model.getOrDefault(register.slot(), 0L);
      long expected =
          switch (register.writeEffect()) {
            case REPLACE -> value;
            case SET_ONES -> old | value;
            case CLEAR_ONES -> old & ~value;
          };
      model.put(register.slot(), expected);
    }
    for (SysReg register : SysReg.all()) {
      assertEquals(model.getOrDefault(register.slot(), 0L), file.read(register), register.name());
    }
  }
}
