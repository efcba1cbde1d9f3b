package io.interlock.hypervisor.pmu.emulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hardware.pmu.PmuVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What the programs of kvm-unit-tests' PMU suite expect, of a guest whose PMU is emulated and of
/// one that has counters of its own. The name of the program stands before each.
class UnitTestSuiteTest {
  private static final long E = 1;
  private static final long LC = 1 << 6;
  private static final long LP = 1 << 7;
  private static final long ALL = 0xFFFF_FFFFL;
  private static final long PRE_OVERFLOW = 0xFFFF_FFF0L;

  /// How a guest comes by its counters.
  private enum Kind {
    EMULATED,
    PARTITIONED;

    MonitoredGuest guest(PmuVersion version) {
      return this == EMULATED ? new EmulatedGuest(version) : new PartitionedGuest(version);
    }
  }

  /// `pmu-basic-event-count`: registers.
  @ParameterizedTest
  @CsvSource({"EMULATED, V3P1", "EMULATED, V3P5", "PARTITIONED, V3P1", "PARTITIONED, V3P5"})
  void onlyImplementedCountersHaveBits(Kind kind, PmuVersion version) {
    MonitoredGuest guest = kind.guest(version);
    for (String name : new String[] {"PMCNTEN", "PMOVS"}) {
      guest.set(name + "CLR_EL0", -1L);
      assertEquals(0, guest.get(name + "SET_EL0"));
      guest.set(name + "SET_EL0", -1L);
      assertEquals(0x8000_003FL, guest.get(name + "CLR_EL0"));
    }
    guest.set("PMCR_EL0", 6 | LP);
    long longCounters = version == PmuVersion.V3P5 ? LP : 0;
    assertEquals(6 << 11 | longCounters, guest.get("PMCR_EL0") & ~LC);
  }

  /// `pmu-basic-event-count`: cycles overflow, instructions do not.
  @ParameterizedTest
  @EnumSource
  void overflowsAreNotedWithoutInterrupts(Kind kind) {
    MonitoredGuest guest = kind.guest(PmuVersion.V3P5);
    guest.event(0, PmuEvent.CPU_CYCLES);
    guest.event(1, PmuEvent.INST_RETIRED);
    guest.set("PMCNTENSET_EL0", 3);
    guest.set("PMEVCNTR0_EL0", PRE_OVERFLOW);
    guest.set("PMCR_EL0", E);
    guest.run(20);
    assertEquals(1, guest.get("PMOVSSET_EL0"));
    assertEquals(20, guest.get("PMEVCNTR1_EL0"));
    assertEquals(PRE_OVERFLOW + 20, guest.get("PMEVCNTR0_EL0"));
    assertEquals(0, guest.kicks());
  }

  /// `pmu-event-counter-config`.
  @ParameterizedTest
  @EnumSource
  void theSelectorReachesCounters(Kind kind) {
    MonitoredGuest guest = kind.guest(PmuVersion.V3P5);
    guest.set("PMSELR_EL0", 0);
    guest.set("PMXEVTYPER_EL0", 0xEA);
    guest.set("PMXEVCNTR_EL0", 0xDEAD_BEEFL);
    assertEquals(0xEA, guest.get("PMEVTYPER0_EL0") & 0xFFF);
    assertEquals(0xDEAD_BEEFL, guest.get("PMEVCNTR0_EL0"));
    guest.set("PMCNTENSET_EL0", 1);
    guest.set("PMCR_EL0", E);
    guest.run(100);
    assertEquals(0xDEAD_BEEFL, guest.get("PMEVCNTR0_EL0"), "nothing counts that event");
  }

  /// `pmu-mem-access`.
  @ParameterizedTest
  @EnumSource
  void twoCountersOfOneEventAgree(Kind kind) {
    MonitoredGuest guest = kind.guest(PmuVersion.V3P1);
    guest.event(0, PmuEvent.MEM_ACCESS);
    guest.event(1, PmuEvent.MEM_ACCESS);
    guest.set("PMCNTENSET_EL0", 3);
    guest.set("PMCR_EL0", E);
    guest.run(80);
    assertEquals(20, guest.get("PMEVCNTR0_EL0"));
    assertEquals(20, guest.get("PMEVCNTR1_EL0"));
    assertEquals(0, guest.get("PMOVSSET_EL0"));
    guest.set("PMEVCNTR0_EL0", PRE_OVERFLOW);
    guest.set("PMEVCNTR1_EL0", PRE_OVERFLOW);
    guest.run(80);
    assertEquals(3, guest.get("PMOVSSET_EL0"));
    assertEquals(4, guest.get("PMEVCNTR0_EL0"));
  }

  /// `pmu-sw-incr`.
  @ParameterizedTest
  @CsvSource({
    "EMULATED,    V3P1, 84",
    "EMULATED,    V3P5, 4294967380",
    "PARTITIONED, V3P1, 84",
    "PARTITIONED, V3P5, 4294967380"
  })
  void softwareIncrementsCountWhileSwitchedOn(Kind kind, PmuVersion version, long expected) {
    MonitoredGuest guest = kind.guest(version);
    guest.event(0, PmuEvent.SW_INCR);
    guest.event(1, PmuEvent.SW_INCR);
    guest.set("PMCNTENSET_EL0", 3);
    guest.set("PMEVCNTR0_EL0", PRE_OVERFLOW);
    for (int i = 0; i < 100; i++) {
      guest.set("PMSWINC_EL0", 1);
    }
    assertEquals(PRE_OVERFLOW, guest.get("PMEVCNTR0_EL0"));
    guest.set("PMCR_EL0", E);
    for (int i = 0; i < 100; i++) {
      guest.set("PMSWINC_EL0", 3);
    }
    assertEquals(expected, guest.get("PMEVCNTR0_EL0"));
    assertEquals(100, guest.get("PMEVCNTR1_EL0"));
    assertEquals(1, guest.get("PMOVSSET_EL0"));
  }

  /// `pmu-chained-counters`.
  @ParameterizedTest
  @CsvSource({
    "EMULATED,    0,          1, 1",
    "EMULATED,    1,          2, 1",
    "EMULATED,    0xFFFFFFFF, 0, 3",
    "PARTITIONED, 0,          1, 1",
    "PARTITIONED, 1,          2, 1",
    "PARTITIONED, 0xFFFFFFFF, 0, 3"
  })
  void theLowerCountersOverflowsAreTheUppersEvents(
      Kind kind, String before, long after, long overflows) {
    MonitoredGuest guest = kind.guest(PmuVersion.V3P1);
    guest.event(0, PmuEvent.CPU_CYCLES);
    guest.event(1, PmuEvent.CHAIN);
    guest.set("PMCNTENSET_EL0", 2);
    guest.set("PMCNTENSET_EL0", 1);
    guest.set("PMEVCNTR0_EL0", PRE_OVERFLOW);
    guest.set("PMEVCNTR1_EL0", Long.decode(before));
    guest.set("PMCR_EL0", E);
    guest.run(22);
    assertEquals(after, guest.get("PMEVCNTR1_EL0"));
    assertEquals(overflows, guest.get("PMOVSSET_EL0"));
  }

  /// `pmu-chained-sw-incr`.
  @ParameterizedTest
  @CsvSource({
    "EMULATED,    V3P1, 0",
    "EMULATED,    V3P5, 4294967296",
    "PARTITIONED, V3P1, 0",
    "PARTITIONED, V3P5, 4294967296"
  })
  void softwareIncrementsChain(Kind kind, PmuVersion version, long wrapped) {
    MonitoredGuest guest = kind.guest(version);
    guest.event(0, PmuEvent.SW_INCR);
    guest.event(1, PmuEvent.CHAIN);
    guest.set("PMCNTENSET_EL0", 3);
    guest.set("PMEVCNTR0_EL0", PRE_OVERFLOW);
    guest.set("PMEVCNTR1_EL0", ALL);
    guest.set("PMCR_EL0", E);
    for (int i = 0; i < 100; i++) {
      guest.set("PMSWINC_EL0", 1);
    }
    assertEquals(3, guest.get("PMOVSSET_EL0"));
    assertEquals(wrapped, guest.get("PMEVCNTR1_EL0"));
  }

  /// `pmu-chain-promotion`: what is enabled decides whether a chain counts.
  @ParameterizedTest
  @EnumSource
  void aChainCountsOnlyWhileBothAreEnabled(Kind kind) {
    MonitoredGuest onlyHigh = chained(kind, 2);
    onlyHigh.run(30);
    assertEquals(PRE_OVERFLOW, onlyHigh.get("PMEVCNTR0_EL0"));
    assertEquals(0, onlyHigh.get("PMEVCNTR1_EL0"));
    MonitoredGuest onlyLow = chained(kind, 1);
    onlyLow.run(30);
    assertEquals(1, onlyLow.get("PMOVSSET_EL0"));
    assertEquals(0, onlyLow.get("PMEVCNTR1_EL0"));
    MonitoredGuest later = chained(kind, 1);
    later.run(5);
    later.set("PMCNTENSET_EL0", 2);
    later.run(30);
    assertEquals(1, later.get("PMEVCNTR1_EL0"));
    assertEquals(1, later.get("PMOVSSET_EL0"));
    MonitoredGuest earlier = chained(kind, 3);
    earlier.run(5);
    earlier.set("PMCNTENCLR_EL0", 2);
    earlier.run(30);
    assertEquals(0, earlier.get("PMEVCNTR1_EL0"));
    assertEquals(1, earlier.get("PMOVSSET_EL0"));
    MonitoredGuest retyped = chained(kind, 3);
    retyped.event(1, PmuEvent.CPU_CYCLES);
    retyped.run(5);
    retyped.event(1, PmuEvent.CHAIN);
    retyped.run(30);
    assertEquals(6, retyped.get("PMEVCNTR1_EL0"));
  }

  private static MonitoredGuest chained(Kind kind, long enabled) {
    MonitoredGuest guest = kind.guest(PmuVersion.V3P1);
    guest.event(0, PmuEvent.CPU_CYCLES);
    guest.event(1, PmuEvent.CHAIN);
    guest.set("PMEVCNTR0_EL0", PRE_OVERFLOW);
    guest.set("PMCNTENSET_EL0", enabled);
    guest.set("PMCR_EL0", E);
    return guest;
  }

  /// `pmu-overflow-interrupt`.
  @ParameterizedTest
  @EnumSource
  void eachOverflowInterruptsOnce(Kind kind) {
    MonitoredGuest guest = kind.guest(PmuVersion.V3P5);
    guest.event(0, PmuEvent.CPU_CYCLES);
    guest.event(1, PmuEvent.SW_INCR);
    guest.set("PMCNTENSET_EL0", 3);
    guest.set("PMEVCNTR0_EL0", PRE_OVERFLOW);
    guest.set("PMEVCNTR1_EL0", PRE_OVERFLOW);
    guest.set("PMCR_EL0", E);
    guest.run(100);
    assertEquals(0, guest.kicks(), "without PMINTEN");
    assertFalse(guest.interruptLine());
    guest.set("PMOVSCLR_EL0", ALL);
    guest.set("PMEVCNTR0_EL0", PRE_OVERFLOW);
    guest.set("PMINTENSET_EL1", ALL);
    guest.run(15);
    assertFalse(guest.interruptLine());
    guest.run(1);
    assertEquals(1, guest.kicks());
    assertTrue(guest.interruptLine());
    guest.set("PMOVSCLR_EL0", 1);
    assertFalse(guest.interruptLine());
    guest.run(1000);
    assertEquals(1, guest.kicks());
    for (int i = 0; i < 16; i++) {
      guest.set("PMSWINC_EL0", 2);
    }
    assertEquals(2, guest.get("PMOVSSET_EL0"));
    assertTrue(guest.interruptLine());
  }

  /// `pmu-overflow-interrupt`: the lower counter of a chain, then both.
  @ParameterizedTest
  @EnumSource
  void aChainInterruptsForEachOverflow(Kind kind) {
    MonitoredGuest guest = chained(kind, 3);
    guest.set("PMINTENSET_EL1", ALL);
    guest.run(100);
    assertEquals(1, guest.get("PMOVSSET_EL0"));
    assertEquals(1, guest.get("PMEVCNTR1_EL0"));
    guest.set("PMOVSCLR_EL0", ALL);
    guest.set("PMEVCNTR0_EL0", PRE_OVERFLOW);
    guest.set("PMEVCNTR1_EL0", ALL);
    guest.run(100);
    assertEquals(3, guest.get("PMOVSSET_EL0"));
    assertEquals(0, guest.get("PMEVCNTR1_EL0"));
    assertTrue(guest.interruptLine());
  }

  /// `pmu-mem-access-reliability`.
  @ParameterizedTest
  @EnumSource
  void noEventIsCountedTwice(Kind kind) {
    MonitoredGuest guest = kind.guest(PmuVersion.V3P1);
    guest.event(0, PmuEvent.MEM_ACCESS);
    guest.set("PMCNTENSET_EL0", 1);
    guest.set("PMCR_EL0", E);
    for (int i = 0; i < 100; i++) {
      guest.set("PMEVCNTR0_EL0", ALL - 350);
      guest.run(1000);
      assertEquals(ALL - 100, guest.get("PMEVCNTR0_EL0"));
    }
    assertEquals(0, guest.get("PMOVSSET_EL0"));
  }

  /// `cycle-counter`.
  @ParameterizedTest
  @EnumSource
  void theCycleCounterIncreases(Kind kind) {
    MonitoredGuest guest = kind.guest(PmuVersion.V3P1);
    guest.set("PMCCNTR_EL0", 0);
    guest.set("PMCNTENSET_EL0", 1L << 31);
    guest.set("PMCR_EL0", E);
    long before = guest.get("PMCCNTR_EL0");
    for (int instructions = 4; instructions <= 300; instructions += 32) {
      guest.run(instructions);
      long after = guest.get("PMCCNTR_EL0");
      assertEquals(instructions, after - before);
      before = after;
    }
  }

  /// `vpmu_counter_access`: both names of a pair read the same.
  @ParameterizedTest
  @EnumSource
  void aBitIsSetAndClearedByEitherName(Kind kind) {
    MonitoredGuest guest = kind.guest(PmuVersion.V3P5);
    String[] pairs = {"PMCNTEN?_EL0", "PMINTEN?_EL1", "PMOVS?_EL0"};
    for (String pair : pairs) {
      String set = pair.replace("?", "SET");
      String clear = pair.replace("?", "CLR");
      for (int n = 0; n < 6; n++) {
        guest.set(clear, 1L << n);
        assertEquals(0, guest.get(set) & 1L << n);
        guest.set(set, 1L << n);
        assertEquals(guest.get(set), guest.get(clear));
        assertEquals(1L << n, guest.get(set) & 1L << n);
        guest.set(clear, 1L << n);
        assertEquals(0, guest.get(clear) & 1L << n);
      }
      guest.set(set, 1L << 6);
      assertEquals(0, guest.get(set) & 1L << 6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLongCounterOverflowsAtItsEnd(Kind kind) {
    MonitoredGuest guest = kind.guest(PmuVersion.V3P5);
    guest.event(0, PmuEvent.CPU_CYCLES);
    guest.set("PMCR_EL0", E | LP);
    guest.set("PMCNTENSET_EL0", 1);
    guest.set("PMEVCNTR0_EL0", PRE_OVERFLOW);
    guest.run(100);
    assertEquals(0, guest.get("PMOVSSET_EL0"));
    guest.set("PMEVCNTR0_EL0", -50L);
    guest.run(100);
    assertEquals(1, guest.get("PMOVSSET_EL0"));
    assertEquals(50, guest.get("PMEVCNTR0_EL0"));
  }
}
