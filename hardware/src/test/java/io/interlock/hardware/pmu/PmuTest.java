package io.interlock.hardware.pmu;

import static io.interlock.hardware.pmu.EventMix.ONE_INSTRUCTION_A_CYCLE;
import static io.interlock.hardware.pmu.ExceptionLevel.EL1;
import static io.interlock.hardware.pmu.ExceptionLevel.EL2;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/// Six event counters, four of them in the first range unless a test says otherwise.
class PmuTest {
  private static final long ALL = 0xFFFF_FFFFL;
  private static final long E = 1;
  private static final long D = 1 << 3;
  private static final long DP = 1 << 5;
  private static final long HPME = 1 << 7;
  private static final long HPMD = 1 << 17;
  private static final long HCCD = 1 << 23;
  private static final long HLP = 1 << 26;
  private static final long NSH = 1 << 27;
  private static final long U = 1 << 30;

  private final RegisterFile file = new RegisterFile();
  private final Pmu narrow = new Pmu(file, PmuModel.plain(6, PmuVersion.V3P1));
  private final Pmu wide = new Pmu(file, PmuModel.plain(6, PmuVersion.V3P5));

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
  void prohibitionAtEl2IsForTheFirstRange() {
    set("PMCR_EL0", E);
    set("MDCR_EL2", 4 | HPME | HPMD | HCCD);
    enable(5, PmuEvent.CPU_CYCLES);
    enable(0, PmuEvent.CPU_CYCLES);
    file.write(reg("PMCNTENSET_EL0"), 1L << 31);
    for (String type : new String[] {"PMEVTYPER5_EL0", "PMEVTYPER0_EL0", "PMCCFILTR_EL0"}) {
      set(type, get(type) | NSH);
    }
    assertTrue(wide.counts(5, EL2));
    assertFalse(wide.counts(0, EL2));
    assertFalse(wide.counts(Pmu.CYCLE_COUNTER, EL2));
    assertTrue(narrow.counts(Pmu.CYCLE_COUNTER, EL2), "HCCD is of a later version");
  }

  @Test
  void prohibitedEventsStopTheCycleCounterOnlyIfAsked() {
    set("PMCR_EL0", E);
    set("MDCR_EL2", 4 | HPMD);
    set("PMCNTENSET_EL0", 1L << 31);
    set("PMCCFILTR_EL0", NSH);
    assertTrue(narrow.counts(Pmu.CYCLE_COUNTER, EL2));
    set("PMCR_EL0", E | DP);
    assertFalse(narrow.counts(Pmu.CYCLE_COUNTER, EL2));
  }

  @Test
  void theFirstVersionCountsAtEl2RegardlessOfHpmd() {
    set("PMCR_EL0", E);
    set("MDCR_EL2", 4 | HPMD);
    enable(0, PmuEvent.CPU_CYCLES);
    set("PMEVTYPER0_EL0", PmuEvent.CPU_CYCLES | NSH);
    assertTrue(new Pmu(file, PmuModel.plain(6, PmuVersion.V3)).counts(0, EL2));
    assertFalse(narrow.counts(0, EL2));
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
    write("PMXEVCNTR_EL0", 5, EL1);
    assertEquals(0, read("PMXEVCNTR_EL0", EL1));
    assertEquals(0, get("PMCCNTR_EL0"));
  }

  @Test
  void countersOfTheSecondRangeAreOutOfAGuestsReach() {
    set("PMEVCNTR4_EL0", 5);
    write("PMEVCNTR4_EL0", 6, EL1);
    assertEquals(0, read("PMEVCNTR4_EL0", EL1));
    assertEquals(5, read("PMEVCNTR4_EL0", EL2));
  }

  @Test
  void bitsThatThePmuLacksAreZero() {
    write("PMUSERENR_EL0", ALL, EL2);
    assertEquals(0xF, get("PMUSERENR_EL0"));
    write("PMEVTYPER0_EL0", -1L, EL2);
    assertEquals(0xFC00_FFFFL, get("PMEVTYPER0_EL0"));
    write("PMCCFILTR_EL0", -1L, EL2);
    assertEquals(0xFC00_0000L, get("PMCCFILTR_EL0"));
    write("PMEVCNTR0_EL0", -1L, EL2);
    assertEquals(ALL, get("PMEVCNTR0_EL0"));
    write("PMCR_EL0", -1L, EL2);
    assertEquals(0x79, get("PMCR_EL0"), "neither LP nor FZO nor N");
    new Pmu(file, PmuModel.plain(6, PmuVersion.V3)).write(reg("PMEVTYPER0_EL0"), -1L, EL2);
    assertEquals(0xFC00_03FFL, get("PMEVTYPER0_EL0"));
  }

  @Test
  void identityIsThatOfTheModel() {
    PmuModel model =
        new PmuModel(
            6, PmuVersion.V3P4, java.util.Set.of(), CommonEvents.of(0x11, 0x3F, 0x4004, 0x4025), 8);
    Pmu pmu = new Pmu(file, model);
    assertEquals(1L << 0x11 | 1L << 36, pmu.read(reg("PMCEID0_EL0"), EL1));
    assertEquals(1L << 31 | 1L << 37, pmu.read(reg("PMCEID1_EL0"), EL1));
    assertEquals(8, pmu.read(reg("PMMIR_EL1"), EL1));
    assertEquals(0x2040, pmu.read(reg("PMCR_EL0"), EL1), "LC is one without AArch32");
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
    assertEquals(Pmu.NEVER, narrow.cyclesUntilInterrupt(ONE_INSTRUCTION_A_CYCLE, 0, EL1));
    set("PMINTENSET_EL1", 1);
    assertEquals(10, narrow.cyclesUntilInterrupt(ONE_INSTRUCTION_A_CYCLE, 0, EL1));
    assertEquals(Pmu.NEVER, narrow.cyclesUntilInterrupt(ONE_INSTRUCTION_A_CYCLE, 0, EL2));
  }

  @Test
  void theUpperHalfOfAChainInterruptsWhenTheLowerHasWrappedOftenEnough() {
    set("PMCR_EL0", E);
    enable(0, PmuEvent.MEM_ACCESS);
    enable(1, PmuEvent.CHAIN);
    set("PMEVCNTR0_EL0", ALL - 1);
    set("PMEVCNTR1_EL0", ALL - 1);
    set("PMINTENSET_EL1", 2);
    EventMix mix = EventMix.of(Map.of(PmuEvent.MEM_ACCESS, 500));
    long cycles = narrow.cyclesUntilInterrupt(mix, 0, EL1);
    assertEquals(2 * (2 + (1L << 32)), cycles);
    long _ = narrow.run(mix, 0, cycles - 1, EL1);
    assertFalse(narrow.interruptLine());
    long _ = narrow.run(mix, cycles - 1, 1, EL1);
    assertTrue(narrow.interruptLine());
  }

  @Test
  void aChainWhoseLowerHalfStandsStillNeverInterrupts() {
    set("PMCR_EL0", E);
    enable(1, PmuEvent.CHAIN);
    set("PMEVCNTR1_EL0", ALL);
    set("PMINTENSET_EL1", 2);
    assertEquals(Pmu.NEVER, narrow.cyclesUntilInterrupt(ONE_INSTRUCTION_A_CYCLE, 0, EL1));
  }

  @Property
  void theLineRisesAfterExactlySoManyCycles(
      @ForAll @LongRange(min = 0, max = ALL) long value,
      @ForAll @IntRange(min = 0, max = 5) int counter,
      @ForAll @IntRange(min = 0, max = 999) int from,
      @ForAll boolean divided) {
    new PmuTest().requireLineAfter(value, divided ? Pmu.CYCLE_COUNTER : counter, from);
  }

  private void requireLineAfter(long value, int n, int from) {
    boolean divided = n == Pmu.CYCLE_COUNTER;
    EventMix mix = EventMix.of(Map.of(PmuEvent.INST_RETIRED, 1637));
    set("PMCR_EL0", E | (divided ? D : 0));
    set("MDCR_EL2", 4 | HPME);
    set(divided ? "PMCCNTR_EL0" : "PMEVCNTR" + n + "_EL0", value);
    if (!divided) {
      set("PMEVTYPER" + n + "_EL0", PmuEvent.INST_RETIRED);
    }
    set("PMCNTENSET_EL0", 1L << n);
    set("PMINTENSET_EL1", 1L << n);
    long cycles = narrow.cyclesUntilInterrupt(mix, from, EL1);
    long _ = narrow.run(mix, from, cycles - 1, EL1);
    assertFalse(narrow.interruptLine());
    long _ = narrow.run(mix, from + cycles - 1, 1, EL1);
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
    EventMix mix = EventMix.of(Map.of(PmuEvent.INST_RETIRED, 1637, PmuEvent.MEM_ACCESS, 333));
    set("PMCR_EL0", control & ~6);
    set("MDCR_EL2", 4 | HPME | (longSecondRange ? HLP : 0));
    enable(0, PmuEvent.CPU_CYCLES);
    enable(1, PmuEvent.CHAIN);
    enable(2, PmuEvent.MEM_ACCESS);
    enable(5, PmuEvent.INST_RETIRED);
    file.write(reg("PMCNTENSET_EL0"), 1L << 31);
    RegisterFile once = file.copy();
    long _ = wide.over(once).run(mix, 17, first + second, EL1);
    long _ = wide.run(mix, 17, first, EL1);
    long _ = wide.run(mix, 17 + first, second, EL1);
    assertEquals(once, file);
  }
}
