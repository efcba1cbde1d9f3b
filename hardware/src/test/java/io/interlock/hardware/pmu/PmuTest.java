package io.interlock.hardware.pmu;

import static io.interlock.hardware.pmu.ExceptionLevel.EL0;
import static io.interlock.hardware.pmu.ExceptionLevel.EL1;
import static io.interlock.hardware.pmu.ExceptionLevel.EL2;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/// Six event counters, four of them in the first range unless a test says otherwise.
class PmuTest {
  private static final long ALL = 0xFFFF_FFFFL;
  private static final long E = 1;
  private static final long P = 2;
  private static final long C = 4;
  private static final long D = 1 << 3;
  private static final long LC = 1 << 6;
  private static final long LP = 1 << 7;
  private static final long HPME = 1 << 7;
  private static final long HPMD = 1 << 17;
  private static final long HCCD = 1 << 23;
  private static final long HLP = 1 << 26;
  private static final long NSH = 1 << 27;
  private static final long U = 1 << 30;

  private final RegisterFile file = new RegisterFile();
  private final Pmu narrow = new Pmu(file, 6, false);
  private final Pmu wide = new Pmu(file, 6, true);

  PmuTest() {
    set("MDCR_EL2", 4);
  }

  private static SysReg reg(String name) {
    return SysReg.named(name);
  }

  private void set(String name, long value) {
    file.assign(reg(name), value);
  }

  private long get(String name) {
    return file.read(reg(name));
  }

  private long read(String name, ExceptionLevel from) {
    return narrow.read(reg(name), from);
  }

  private void write(String name, long value, ExceptionLevel from) {
    narrow.write(reg(name), value, from);
  }

  private void enable(int counter, int event) {
    set("PMEVTYPER" + counter + "_EL0", event);
    file.write(reg("PMCNTENSET_EL0"), 1L << counter);
  }

  @Test
  void aGuestSeesAsManyCountersAsItHas() {
    assertEquals(4, reg("PMCR_EL0").field("N").get(read("PMCR_EL0", EL1)));
    assertEquals(6, reg("PMCR_EL0").field("N").get(read("PMCR_EL0", EL2)));
  }

  @Test
  void aGuestSetsItsOwnEnableBitsOnly() {
    set("PMCNTENSET_EL0", 0x20);
    write("PMCNTENSET_EL0", ALL, EL1);
    assertEquals(0x8000_002FL, get("PMCNTENSET_EL0"));
    assertEquals(0x8000_000FL, read("PMCNTENSET_EL0", EL1));
    assertEquals(0x8000_002FL, read("PMCNTENCLR_EL0", EL2));
  }

  @Test
  void aGuestClearsItsOwnEnableBitsOnly() {
    set("PMCNTENSET_EL0", 0x8000_003FL);
    write("PMCNTENCLR_EL0", ALL, EL1);
    assertEquals(0x30, get("PMCNTENSET_EL0"));
  }

  @Test
  void resetOfTheCountersReachesAsFarAsItsWriter() {
    for (ExceptionLevel from : new ExceptionLevel[] {EL1, EL2}) {
      for (int n = 0; n < 6; n++) {
        set("PMEVCNTR" + n + "_EL0", 9);
      }
      set("PMCCNTR_EL0", 9);
      set("PMOVSSET_EL0", 0x3F);
      write("PMCR_EL0", P | E, from);
      assertEquals(0, get("PMEVCNTR3_EL0"));
      assertEquals(from == EL2 ? 0 : 9, get("PMEVCNTR4_EL0"));
      assertEquals(9, get("PMCCNTR_EL0"));
      assertEquals(0x3F, get("PMOVSSET_EL0"));
      assertEquals(E, get("PMCR_EL0"), "P is not stored");
    }
  }

  @Test
  void resetOfTheCycleCounterLeavesTheOthers() {
    set("PMEVCNTR0_EL0", 9);
    set("PMCCNTR_EL0", 9);
    write("PMCR_EL0", C, EL1);
    assertEquals(9, get("PMEVCNTR0_EL0"));
    assertEquals(0, get("PMCCNTR_EL0"));
  }

  @Test
  void overflowsOfTheSecondRangeInterruptWhileItIsSwitchedOn() {
    set("PMOVSSET_EL0", 0x10);
    set("PMINTENSET_EL1", 0x10);
    set("PMCR_EL0", E);
    assertFalse(narrow.interruptLine());
    set("PMCR_EL0", 0);
    set("MDCR_EL2", 4 | HPME);
    assertTrue(narrow.interruptLine());
    assertEquals(0x10, narrow.interrupting());
  }

  @Test
  void aCounterThatIsDisabledStillInterrupts() {
    set("PMOVSSET_EL0", 1);
    set("PMINTENSET_EL1", 1);
    set("PMCR_EL0", E);
    assertTrue(narrow.interruptLine());
  }

  @Test
  void theCycleCounterIsInTheFirstRange() {
    set("PMOVSSET_EL0", 0x8000_0000L);
    set("PMINTENSET_EL1", 0x8000_0000L);
    set("MDCR_EL2", 4 | HPME);
    assertFalse(narrow.interruptLine());
    set("PMCR_EL0", E);
    assertTrue(narrow.interruptLine());
  }

  @Test
  void aCounterOverflowsAtItsThirtySecondBitAndChains() {
    set("PMCR_EL0", E);
    enable(0, PmuEvent.SW_INCR);
    enable(1, PmuEvent.CHAIN);
    set("PMEVCNTR0_EL0", ALL);
    assertEquals(1, narrow.count(PmuEvent.SW_INCR, 1, EL1));
    assertEquals(1, get("PMOVSSET_EL0"));
    assertEquals(0, get("PMEVCNTR0_EL0"));
    assertEquals(1, get("PMEVCNTR1_EL0"));
    set("PMEVCNTR0_EL0", ALL);
    wide.count(PmuEvent.SW_INCR, 1, EL1);
    assertEquals(0x1_0000_0000L, get("PMEVCNTR0_EL0"));
  }

  @Test
  void aLongCounterNeitherOverflowsThereNorChains() {
    set("PMCR_EL0", E | LP);
    enable(0, PmuEvent.SW_INCR);
    enable(1, PmuEvent.CHAIN);
    set("PMEVCNTR0_EL0", ALL);
    assertEquals(0, wide.count(PmuEvent.SW_INCR, 1, EL1));
    assertEquals(0, get("PMEVCNTR1_EL0"));
    set("PMEVCNTR0_EL0", -1L);
    assertEquals(1, wide.count(PmuEvent.SW_INCR, 1, EL1));
  }

  @Test
  void noChainCrossesFromOneRangeToTheOther() {
    set("MDCR_EL2", 3 | HPME);
    set("PMCR_EL0", E);
    enable(2, PmuEvent.SW_INCR);
    enable(3, PmuEvent.CHAIN);
    set("PMEVCNTR2_EL0", ALL);
    assertEquals(1 << 2, narrow.count(PmuEvent.SW_INCR, 1, EL1));
    assertEquals(0, get("PMEVCNTR3_EL0"));
  }

  @Test
  void aGuestIncrementsItsOwnCountersOnly() {
    set("PMCR_EL0", E);
    set("MDCR_EL2", 4 | HPME);
    enable(0, PmuEvent.SW_INCR);
    enable(4, PmuEvent.SW_INCR);
    write("PMSWINC_EL0", 0x11, EL1);
    assertEquals(1, get("PMEVCNTR0_EL0"));
    assertEquals(0, get("PMEVCNTR4_EL0"));
  }

  @Test
  void filtersChooseExceptionLevels() {
    set("PMCR_EL0", E);
    enable(1, PmuEvent.CPU_CYCLES);
    set("PMEVTYPER1_EL0", PmuEvent.CPU_CYCLES | U);
    assertFalse(narrow.counts(1, EL0));
    assertTrue(narrow.counts(1, EL1));
    assertFalse(narrow.counts(1, EL2));
  }

  @Test
  void prohibitionAtEl2IsForTheFirstRange() {
    set("PMCR_EL0", E);
    set("MDCR_EL2", 4 | HPME | HPMD | HCCD);
    enable(5, PmuEvent.CPU_CYCLES);
    enable(0, PmuEvent.CPU_CYCLES);
    file.write(reg("PMCNTENSET_EL0"), 1L << 31);
    for (String type : new String[] {"PMEVTYPER5_EL0", "PMEVTYPER0_EL0", "PMCCFILTR_EL0"}) {
      set(type, get(type) | NSH);
    }
    assertTrue(narrow.counts(5, EL2));
    assertFalse(narrow.counts(0, EL2));
    assertFalse(narrow.counts(Pmu.CYCLE_COUNTER, EL2));
  }

  @Test
  void prohibitedEventsStopTheCycleCounterOnlyIfAsked() {
    set("PMCR_EL0", E);
    set("MDCR_EL2", 4 | HPMD);
    set("PMCNTENSET_EL0", 1L << 31);
    set("PMCCFILTR_EL0", NSH);
    assertTrue(narrow.counts(Pmu.CYCLE_COUNTER, EL2));
    set("PMCR_EL0", E | 1 << 5);
    assertFalse(narrow.counts(Pmu.CYCLE_COUNTER, EL2));
  }

  @Test
  void theCycleCounterDividesUnlessItIsLong() {
    set("PMCNTENSET_EL0", 1L << 31);
    set("PMCR_EL0", E | D);
    narrow.count(PmuEvent.CPU_CYCLES, 63, EL1);
    assertEquals(0, get("PMCCNTR_EL0"));
    narrow.count(PmuEvent.CPU_CYCLES, 65, EL1);
    assertEquals(2, get("PMCCNTR_EL0"));
    set("PMCCNTR_EL0", ALL);
    assertEquals(1L << 31, narrow.count(PmuEvent.CPU_CYCLES, 64, EL1));
    set("PMCR_EL0", E | D | LC);
    set("PMCCNTR_EL0", ALL);
    assertEquals(0, narrow.count(PmuEvent.CPU_CYCLES, 1, EL1));
    set("PMCCNTR_EL0", -1L);
    assertEquals(1L << 31, narrow.count(PmuEvent.CPU_CYCLES, 1, EL1));
  }

  @Test
  void clearingTheLastOverflowLowersTheLineAtOnce() {
    set("PMCR_EL0", E);
    set("PMINTENSET_EL1", 1);
    set("PMOVSSET_EL0", 1);
    write("PMOVSCLR_EL0", 1, EL1);
    assertFalse(narrow.interruptLine());
  }

  @Test
  void theSelectorReachesTheChosenCounter() {
    write("PMSELR_EL0", 0xFFE2, EL1);
    assertEquals(2, get("PMSELR_EL0"));
    write("PMXEVCNTR_EL0", 77, EL1);
    write("PMXEVTYPER_EL0", PmuEvent.INST_RETIRED, EL1);
    assertEquals(77, get("PMEVCNTR2_EL0"));
    assertEquals(77, read("PMXEVCNTR_EL0", EL1));
    assertEquals(PmuEvent.INST_RETIRED, get("PMEVTYPER2_EL0"));
    write("PMSELR_EL0", 31, EL1);
    write("PMXEVTYPER_EL0", U, EL1);
    assertEquals(U, get("PMCCFILTR_EL0"));
  }

  @Test
  void countersOfTheSecondRangeAreOutOfAGuestsReach() {
    set("PMEVCNTR4_EL0", 5);
    write("PMEVCNTR4_EL0", 6, EL1);
    assertEquals(0, read("PMEVCNTR4_EL0", EL1));
    assertEquals(5, read("PMEVCNTR4_EL0", EL2));
  }

  @Test
  void userEnableHasFourBits() {
    write("PMUSERENR_EL0", ALL, EL2);
    assertEquals(0xF, get("PMUSERENR_EL0"));
  }

  @Test
  void aSplitAboveTheLastCounterLeavesNoSecondRange() {
    set("MDCR_EL2", 31);
    assertEquals(0, narrow.secondRange());
    assertEquals(0x8000_003FL, narrow.firstRange());
    set("MDCR_EL2", 0);
    assertEquals(0x3F, narrow.secondRange());
  }

  @Test
  void aCounterThatCannotInterruptNeverWill() {
    set("PMCR_EL0", E);
    enable(0, PmuEvent.CPU_CYCLES);
    set("PMEVCNTR0_EL0", ALL - 9);
    assertEquals(Pmu.NEVER, narrow.timesUntilInterrupt(PmuEvent.CPU_CYCLES, EL1));
    set("PMINTENSET_EL1", 1);
    assertEquals(10, narrow.timesUntilInterrupt(PmuEvent.CPU_CYCLES, EL1));
    assertEquals(Pmu.NEVER, narrow.timesUntilInterrupt(PmuEvent.CPU_CYCLES, EL2));
    assertEquals(Pmu.NEVER, narrow.timesUntilInterrupt(PmuEvent.INST_RETIRED, EL1));
  }

  @Property
  void theLineRisesAfterExactlySoManyEvents(
      @ForAll @LongRange(min = 0, max = 0xFFFF_FFFFL) long value,
      @ForAll @IntRange(min = 0, max = 5) int counter,
      @ForAll boolean divided) {
    new PmuTest().requireLineAfter(value, divided ? Pmu.CYCLE_COUNTER : counter);
  }

  private void requireLineAfter(long value, int n) {
    boolean divided = n == Pmu.CYCLE_COUNTER;
    set("PMCR_EL0", E | (divided ? D : 0));
    set("MDCR_EL2", 4 | HPME);
    set(divided ? "PMCCNTR_EL0" : "PMEVCNTR" + n + "_EL0", value);
    if (!divided) {
      set("PMEVTYPER" + n + "_EL0", PmuEvent.CPU_CYCLES);
    }
    set("PMCNTENSET_EL0", 1L << n);
    set("PMINTENSET_EL1", 1L << n);
    long times = narrow.timesUntilInterrupt(PmuEvent.CPU_CYCLES, EL1);
    narrow.count(PmuEvent.CPU_CYCLES, times - 1, EL1);
    assertFalse(narrow.interruptLine());
    narrow.count(PmuEvent.CPU_CYCLES, 1, EL1);
    assertTrue(narrow.interruptLine());
  }

  @Property
  void countingInPiecesIsCountingAtOnce(
      @ForAll @LongRange(min = 0, max = 1L << 34) long first,
      @ForAll @LongRange(min = 0, max = 1L << 34) long second,
      @ForAll @LongRange(min = 0, max = 255) long control,
      @ForAll boolean longSecondRange) {
    new PmuTest().requireAdditive(first, second, control, longSecondRange);
  }

  private void requireAdditive(long first, long second, long control, boolean longSecondRange) {
    set("PMCR_EL0", control & ~(P | C));
    set("MDCR_EL2", 4 | HPME | (longSecondRange ? HLP : 0));
    enable(0, PmuEvent.CPU_CYCLES);
    enable(1, PmuEvent.CHAIN);
    enable(5, PmuEvent.CPU_CYCLES);
    file.write(reg("PMCNTENSET_EL0"), 1L << 31);
    RegisterFile once = file.copy();
    new Pmu(once, 6, true).count(PmuEvent.CPU_CYCLES, first + second, EL1);
    wide.count(PmuEvent.CPU_CYCLES, first, EL1);
    wide.count(PmuEvent.CPU_CYCLES, second, EL1);
    assertEquals(once, file);
  }
}
