package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.host.UnitTestGuest.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The programs of kvm-unit-tests' PMU suite as guests of a whole host; the name of the program
/// stands before each. What they cannot do here is to count their own accesses: those count
/// nothing.
class UnitTestSuiteTest {
  private static final long PRE_OVERFLOW = 0xFFFF_FFF0L;
  private static final long ALL = 0xFFFF_FFFFL;

  /// `cycle-counter`.
  @ParameterizedTest
  @EnumSource
  void theCycleCounterIncreases(UnitTestGuest kind) {
    List<String> program =
        new ArrayList<>(List.of("write PMCNTENSET_EL0 0x80000000", "write PMCR_EL0 0x41"));
    for (int instructions = 4; instructions <= 300; instructions += 32) {
      program.add("compute " + instructions);
      program.add("read PMCCNTR_EL0");
    }
    long before = 0;
    int instructions = 4;
    for (long value : kind.run(program).reads()) {
      assertEquals(instructions, value - before);
      before = value;
      instructions += 32;
    }
    assertTrue(before > 0 && before < ALL);
  }

  /// `pmu-event-introspection`.
  @ParameterizedTest
  @EnumSource
  void theEventsThatEveryoneNeedsAreThere(UnitTestGuest kind) {
    Outcome outcome = kind.run("read PMCEID0_EL0", "read PMCEID1_EL0");
    long needed = 1 | 1 << 0x08 | 1 << 0x11;
    assertEquals(needed, outcome.read(0) & needed);
    long stalls = 1 << 0x03 | 1 << 0x04;
    assertEquals(stalls, outcome.read(1) & stalls);
  }

  /// `pmu-event-counter-config`.
  @ParameterizedTest
  @EnumSource
  void theSelectorReachesCounters(UnitTestGuest kind) {
    Outcome outcome =
        kind.run(
            "write PMSELR_EL0 0",
            "write PMXEVTYPER_EL0 0xea",
            "write PMXEVCNTR_EL0 0xdeadbeef",
            "read PMEVTYPER0_EL0",
            "read PMEVCNTR0_EL0",
            "write PMCNTENSET_EL0 1",
            "write PMCR_EL0 0x41",
            "compute 1000",
            "read PMXEVCNTR_EL0");
    assertEquals(0xEA, outcome.read(0) & 0xFFF);
    assertEquals(0xDEAD_BEEFL, outcome.read(1));
    assertEquals(0xDEAD_BEEFL, outcome.read(2), "nothing counts that event");
  }

  /// `pmu-basic-event-count`.
  @ParameterizedTest
  @EnumSource
  void cyclesOverflowAndInstructionsDoNot(UnitTestGuest kind) {
    Outcome outcome =
        kind.run(
            "read PMCNTENSET_EL0",
            "read PMCNTENCLR_EL0",
            "write PMCNTENSET_EL0 0xffffffff",
            "read PMCNTENCLR_EL0",
            "write PMCNTENCLR_EL0 0xffffffff",
            "write PMINTENSET_EL1 0xffffffff",
            "read PMINTENCLR_EL1",
            "write PMINTENCLR_EL1 0xffffffff",
            "write PMEVTYPER0_EL0 0x11",
            "write PMEVTYPER1_EL0 0x08",
            "write PMEVCNTR0_EL0 0xfffffff0",
            "write PMCNTENSET_EL0 3",
            "write PMCR_EL0 0x41",
            "compute 20",
            "write PMCR_EL0 0x40",
            "read PMOVSSET_EL0",
            "read PMEVCNTR1_EL0");
    assertEquals(List.of(0L, 0L, 0x8000_003FL, 0x8000_003FL, 1L), outcome.reads().subList(0, 5));
    assertTrue(outcome.read(5) >= 10);
    assertEquals(0, outcome.interrupts());
  }

  /// `pmu-mem-access`.
  @ParameterizedTest
  @EnumSource
  void twoCountersOfOneEventAgree(UnitTestGuest kind) {
    Outcome outcome =
        kind.run(
            "write PMEVTYPER0_EL0 0x13",
            "write PMEVTYPER1_EL0 0x13",
            "write PMCNTENSET_EL0 3",
            "write PMCR_EL0 0x41",
            "compute 1000",
            "read PMEVCNTR0_EL0",
            "read PMEVCNTR1_EL0",
            "read PMOVSSET_EL0",
            "write PMEVCNTR0_EL0 0xfffffff0",
            "write PMEVCNTR1_EL0 0xfffffff0",
            "compute 1000",
            "read PMOVSSET_EL0");
    assertTrue(outcome.read(0) >= 20);
    assertEquals(outcome.read(0), outcome.read(1));
    assertEquals(0, outcome.read(2));
    assertEquals(3, outcome.read(3));
  }

  /// `pmu-mem-access-reliability`.
  @ParameterizedTest
  @EnumSource
  void noEventIsCountedTwice(UnitTestGuest kind) {
    Outcome outcome =
        kind.run(
            "write PMEVTYPER0_EL0 0x13",
            "write PMEVTYPER1_EL0 0x13",
            "write PMCNTENSET_EL0 3",
            "write PMCR_EL0 0x41",
            "repeat 100 {",
            // About 250 accesses, with room for 350.
            "write PMEVCNTR0_EL0 " + (ALL - 350),
            "compute 300",
            "read PMEVCNTR0_EL0",
            "}",
            "read PMOVSSET_EL0",
            "read PMEVCNTR1_EL0");
    assertEquals(0, outcome.reads().get(100));
    long counted =
        outcome.reads().subList(0, 100).stream().mapToLong(value -> value - (ALL - 350)).sum();
    assertEquals(outcome.reads().getLast(), counted, "as a counter that nobody writes");
  }

  /// `pmu-sw-incr`.
  @ParameterizedTest
  @EnumSource
  void softwareIncrementsCountWhileSwitchedOn(UnitTestGuest kind) {
    Outcome outcome =
        kind.run(
            "write PMEVTYPER0_EL0 0",
            "write PMEVTYPER1_EL0 0",
            "write PMCNTENSET_EL0 3",
            "write PMEVCNTR0_EL0 0xfffffff0",
            "repeat 100 {",
            "write PMSWINC_EL0 1",
            "}",
            "read PMEVCNTR0_EL0",
            "write PMCR_EL0 0x41",
            "repeat 100 {",
            "write PMSWINC_EL0 3",
            "}",
            "read PMEVCNTR0_EL0",
            "read PMEVCNTR1_EL0",
            "read PMOVSSET_EL0");
    long pre = PRE_OVERFLOW + 100;
    assertEquals(
        List.of(PRE_OVERFLOW, kind.hasLongCounters() ? pre : pre & ALL, 100L, 1L), outcome.reads());
  }

  /// `pmu-chained-counters`: the upper counter before, and what it and the overflows are after.
  @ParameterizedTest
  @EnumSource
  void theLowerCountersOverflowsAreTheUppersEvents(UnitTestGuest kind) {
    assertEquals(List.of(1L, 1L), chained(kind, 0));
    assertEquals(List.of(2L, 1L), chained(kind, 1));
    assertEquals(List.of(kind.hasLongCounters() ? ALL + 1 : 0, 3L), chained(kind, ALL));
  }

  private static List<Long> chained(UnitTestGuest kind, long upper) {
    return kind.run(
            "write PMEVTYPER0_EL0 0x11",
            "write PMEVTYPER1_EL0 0x1e",
            "write PMCNTENSET_EL0 2",
            "write PMCNTENSET_EL0 1",
            "write PMEVCNTR0_EL0 0xfffffff0",
            "write PMEVCNTR1_EL0 " + upper,
            "write PMCR_EL0 0x41",
            "compute 22",
            "write PMCR_EL0 0x40",
            "read PMEVCNTR1_EL0",
            "read PMOVSSET_EL0")
        .reads();
  }

  /// `pmu-chained-sw-incr`.
  @ParameterizedTest
  @EnumSource
  void softwareIncrementsChain(UnitTestGuest kind) {
    Outcome outcome =
        kind.run(
            "write PMEVTYPER0_EL0 0",
            "write PMEVTYPER1_EL0 0x1e",
            "write PMCNTENSET_EL0 3",
            "write PMEVCNTR0_EL0 0xfffffff0",
            "write PMCR_EL0 0x41",
            "repeat 100 {",
            "write PMSWINC_EL0 1",
            "}",
            "read PMOVSSET_EL0",
            "read PMEVCNTR1_EL0",
            "write PMOVSCLR_EL0 0xffffffff",
            "write PMEVCNTR0_EL0 0xfffffff0",
            "write PMEVCNTR1_EL0 0xffffffff",
            "repeat 100 {",
            "write PMSWINC_EL0 1",
            "}",
            "read PMOVSSET_EL0",
            "read PMEVCNTR1_EL0",
            "read PMEVCNTR0_EL0");
    boolean wide = kind.hasLongCounters();
    long pre = PRE_OVERFLOW + 100;
    assertEquals(List.of(1L, 1L, 3L, wide ? ALL + 1 : 0, wide ? pre : pre & ALL), outcome.reads());
  }

  /// `pmu-chain-promotion`: what is enabled, or of which type, when the lower counter overflows.
  @ParameterizedTest
  @EnumSource
  void whatIsEnabledWhenItOverflowsDecidesWhetherAChainCounts(UnitTestGuest kind) {
    String none = "hvc";
    String high = "write PMCNTENSET_EL0 2";
    assertEquals(List.of(PRE_OVERFLOW, 0L, 0L), promoted(kind, 2, none), "only the upper");
    assertEquals(List.of(1L, 0L), low(promoted(kind, 1, none)), "only the lower");
    assertEquals(List.of(1L, 0L), low(promoted(kind, 3, "write PMCNTENCLR_EL0 2")), "unchained");
    assertEquals(List.of(1L, 1L), low(promoted(kind, 1, high)), "chained");
    assertEquals(
        List.of(1L, 1L), low(promoted(kind, 3, "write PMEVTYPER1_EL0 0x1e")), "typed again");
    assertEquals(
        List.of(1L, 0L), low(promoted(kind, 3, "write PMEVTYPER1_EL0 0x00")), "typed otherwise");
  }

  /// The overflows, and the upper counter.
  private static List<Long> low(List<Long> reads) {
    return List.of(reads.get(1), reads.get(2));
  }

  /// The lower counter, the overflows, and the upper counter.
  private static List<Long> promoted(UnitTestGuest kind, long enabled, String midway) {
    return kind.run(
            "write PMEVTYPER0_EL0 0x11",
            "write PMEVTYPER1_EL0 0x1e",
            "write PMEVCNTR0_EL0 0xfffffff0",
            "write PMCNTENSET_EL0 " + enabled,
            "write PMCR_EL0 0x41",
            "compute 5",
            midway,
            "compute 30",
            "write PMCR_EL0 0x40",
            "read PMEVCNTR0_EL0",
            "read PMOVSSET_EL0",
            "read PMEVCNTR1_EL0")
        .reads();
  }

  /// `pmu-overflow-interrupt`.
  @ParameterizedTest
  @EnumSource
  void overflowsInterruptWhereTheyMay(UnitTestGuest kind) {
    assertEquals(0, overflowing(kind, "0", "0x41", "0xfffffff0").interrupts(), "no PMINTEN");
    Outcome both = overflowing(kind, "0xffffffff", "0x41", "0xfffffff0");
    assertEquals(List.of(1L, 2L), both.inHandler(), "each once");
    assertEquals(2, both.interrupts());
    assertEquals(List.of(1L), chaining(kind, "0x41", 0).inHandler(), "the upper has room");
    assertEquals(List.of(3L), chaining(kind, "0x41", ALL).inHandler(), "the upper has none");
    if (kind.hasLongCounters()) {
      Outcome wide = chaining(kind, "0xc1", 0);
      assertEquals(List.of(1L), wide.inHandler());
      assertEquals(0, wide.reads().getLast(), "long counters do not chain");
    }
  }

  private static Outcome overflowing(
      UnitTestGuest kind, String interrupts, String control, String preset) {
    return kind.run(
        "write PMEVTYPER0_EL0 0x11",
        "write PMEVTYPER1_EL0 0",
        "write PMEVCNTR0_EL0 " + preset,
        "write PMEVCNTR1_EL0 " + preset,
        "write PMINTENSET_EL1 " + interrupts,
        "compute 1000",
        "write PMCNTENSET_EL0 3",
        "write PMCR_EL0 " + control,
        "compute 5000",
        "repeat 100 {",
        "write PMSWINC_EL0 2",
        "compute 20",
        "}",
        "compute 5000");
  }

  private static Outcome chaining(UnitTestGuest kind, String control, long upper) {
    return kind.run(
        "write PMEVTYPER0_EL0 0x11",
        "write PMEVTYPER1_EL0 0x1e",
        "write PMEVCNTR0_EL0 0xfffffffffffffff0",
        "write PMEVCNTR1_EL0 " + upper,
        "write PMINTENSET_EL1 0xffffffff",
        "write PMCNTENSET_EL0 3",
        "write PMCR_EL0 " + control,
        "compute 5000",
        "read PMEVCNTR1_EL0");
  }

  /// `vpmu_counter_access`: set and clear names read the same; what the guest lacks is UNDEFINED.
  @ParameterizedTest
  @EnumSource
  void countersAreReachedByAllTheirNames(UnitTestGuest kind) {
    for (int n = 0; n < 6; n++) {
      String bit = " 0x" + Long.toHexString(1L << n);
      String type = "PMEVTYPER" + n + "_EL0";
      String counter = "PMEVCNTR" + n + "_EL0";
      Outcome outcome =
          kind.run(
              "write PMOVSSET_EL0" + bit,
              "read PMOVSSET_EL0",
              "read PMOVSCLR_EL0",
              "write PMOVSCLR_EL0" + bit,
              "read PMOVSSET_EL0",
              "write PMSELR_EL0 " + n,
              "write " + type + " 0x80000008",
              "read PMXEVTYPER_EL0",
              "write PMXEVCNTR_EL0 " + (n + 0x12345),
              "read " + counter,
              "write PMCR_EL0 0x42",
              "read PMXEVCNTR_EL0");
      assertEquals(List.of(1L << n, 1L << n, 0L, 0x8000_0008L, n + 0x12345L, 0L), outcome.reads());
      assertEquals(0, outcome.undefined());
    }
  }
}
