package io.interlock.hardware.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.Collection.Clock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectionTest {
  private static final long COUNT = 1000;

  private final RegisterFile file = new RegisterFile();

  // PMSCR_EL2.PCT caps what PMSCR_EL1.PCT asks for.
  @ParameterizedTest
  @CsvSource({
    "0, 0, VIRTUAL, 990",
    "0, 1, VIRTUAL, 990",
    "0, 3, VIRTUAL, 990",
    "1, 0, VIRTUAL, 990",
    "1, 1, PHYSICAL, 1000",
    "1, 3, OFFSET_PHYSICAL, 900",
    "3, 0, VIRTUAL, 990",
    "3, 1, OFFSET_PHYSICAL, 900",
    "3, 3, OFFSET_PHYSICAL, 900"
  })
  void aGuestsTimestampIsTheMoreVirtualOfTwo(int cap, int wish, Clock clock, long ticks) {
    guestOwns();
    set("PMSCR_EL1", "TS", 1);
    set("PMSCR_EL2", "PCT", cap);
    set("PMSCR_EL1", "PCT", wish);
    assertTime(clock, ticks, ExceptionLevel.EL1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, EL2, VIRTUAL, 1000",
    "0, EL0, VIRTUAL, 1000",
    "0, EL1, VIRTUAL, 990",
    "1, EL2, PHYSICAL, 1000",
    "3, EL2, OFFSET_PHYSICAL, 900"
  })
  void theHostsTimestampIsItsOwnChoice(int pct, ExceptionLevel at, Clock clock, long ticks) {
    offsets();
    set("HCR_EL2", "E2H", 1);
    set("HCR_EL2", "TGE", 1);
    set("PMSCR_EL2", "TS", 1);
    set("PMSCR_EL2", "PCT", pct);
    assertTime(clock, ticks, at);
  }

  @ParameterizedTest
  @CsvSource({"PMSCR_EL2, 2", "PMSCR_EL1, 0"})
  void theOthersBitGivesNoTimestamp(String register, int e2pb) {
    guestOwns();
    set("MDCR_EL2", "E2PB", e2pb);
    set(register, "TS", 1);
    assertEquals(Clock.NONE, Collection.of(file, ExceptionLevel.EL0).clock());
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0, EL1, 1, 0, true, false",
    "2, 0, EL0, 1, 1, true, true",
    "0, 0, EL2, 1, 1, false, true",
    "0, 1, EL0, 1, 1, false, true",
    "2, 0, EL0, 0, 0, false, false"
  })
  void contextsAreRecordedWhereTheyMeanSomething(
      int e2pb, int tge, ExceptionLevel at, int el1, int el2, boolean first, boolean second) {
    set("MDCR_EL2", "E2PB", e2pb);
    set("HCR_EL2", "TGE", tge);
    set("PMSCR_EL1", "CX", el1);
    set("PMSCR_EL2", "CX", el2);
    file.assign(SysReg.named("CONTEXTIDR_EL1"), 77);
    Collection collection = Collection.of(file, at);
    assertEquals(first, collection.contextEl1());
    assertEquals(second, collection.contextEl2());
    assertEquals(77, collection.contextIdEl1());
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, 1, true",
    "2, 1, 0, false",
    "2, 0, 1, false",
    "0, 0, 1, true",
    "0, 1, 0, false"
  })
  void physicalAddressesNeedEl2sConsent(int e2pb, int el1, int el2, boolean recorded) {
    set("MDCR_EL2", "E2PB", e2pb);
    set("PMSCR_EL1", "PA", el1);
    set("PMSCR_EL2", "PA", el2);
    assertEquals(recorded, Collection.of(file, ExceptionLevel.EL0).physicalAddresses());
  }

  private void assertTime(Clock clock, long ticks, ExceptionLevel at) {
    Collection collection = Collection.of(file, at);
    assertEquals(clock, collection.clock());
    assertEquals(ticks, collection.timestamp(COUNT));
  }

  private void guestOwns() {
    set("MDCR_EL2", "E2PB", 0b10);
    offsets();
  }

  private void offsets() {
    file.assign(SysReg.named("CNTVOFF_EL2"), 10);
    file.assign(SysReg.named("CNTPOFF_EL2"), 100);
  }

  private void set(String register, String field, long value) {
    SysReg named = SysReg.named(register);
    file.assign(named, named.field(field).with(file.read(named), value));
  }
}
