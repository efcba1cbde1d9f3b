package io.interlock.actors.host;

import static io.interlock.actors.host.EmulatedHost.reads;
import static io.interlock.actors.host.EmulatedHost.refusals;
import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.actors.fact.Fact;
import io.interlock.hypervisor.pmu.uapi.PmuAttribute;
import io.interlock.hypervisor.pmu.uapi.UapiVersion;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a guest finds, and user space is answered, with the strict feature and without it: on two
/// Neoverse-V1, which have 8 slots and 6 event counters.
class StrictMatrixTest {
  private static final int PMU = 6;
  private static final long STALLED_SLOTS = 7L << 29;

  private static EmulatedHost host(
      UapiVersion uapi, boolean strict, boolean choosesPmu, Map<String, Long> registers) {
    EmulatedHost host =
        EmulatedHost.preset("pair-without-fgt")
            .answering(uapi)
            .setting(registers)
            .with("a", guest("read PMMIR_EL1", "read PMCR_EL0", "read PMCEID1_EL0", "off"));
    EmulatedHost choosing = choosesPmu ? host.calling(new PmuAttribute.SetPmu(PMU)) : host;
    return strict ? choosing.strict(uapi) : choosing;
  }

  private static Map<String, Long> registers(@Nullable Long slots, @Nullable Long counters) {
    Map<String, Long> registers = new TreeMap<>();
    if (slots != null) {
      registers.put("PMMIR_EL1", slots);
    }
    if (counters != null) {
      registers.put("PMCR_EL0", counters << 11);
    }
    return registers;
  }

  /// What user space asks for, and what the guest finds.
  @ParameterizedTest
  @CsvSource({
    // posting, strict, SET_PMU, PMMIR_EL1 and PMCR_EL0.N by user space: slots, counters, STALL_SLOT
    "LINUX_6_12, false, false,   ,  , 0, 6, false",
    "LINUX_6_12, false, true,    ,  , 0, 6, false",
    "LINUX_6_12, false, true,    , 3, 0, 3, false",
    "STRICT_V3,  false, false,   ,  , 0, 6, false",
    "STRICT_V3,  false, true,    ,  , 0, 6, false",
    "STRICT_V3,  false, true,   0,  , 0, 6, false",
    "STRICT_V3,  false, true,    , 3, 0, 3, false",
    "STRICT_V3,  false, true,    , 7, 0, 6, false",
    "STRICT_V3,  true,  true,    ,  , 8, 6, true",
    "STRICT_V2,  true,  true,    ,  , 8, 6, true",
    "STRICT_V3,  true,  true,   0,  , 0, 6, true",
    "STRICT_V3,  true,  true,   8,  , 8, 6, true",
    "STRICT_V3,  true,  true,    , 3, 8, 6, true",
    "STRICT_V2,  true,  true,   0, 3, 0, 6, true"
  })
  @Retention(RetentionPolicy.RUNTIME)
  private @interface Matrix {}

  @Matrix
  void whatTheGuestFinds(
      UapiVersion uapi,
      boolean strict,
      boolean choosesPmu,
      @Nullable Long machine,
      @Nullable Long control,
      long slots,
      long counters,
      boolean stalls) {
    EmulatedHost host = host(uapi, strict, choosesPmu, registers(machine, control));
    assertFinds(host, slots, counters, stalls);
  }

  /// The same where the guest has the counters themselves.
  @Matrix
  void whatTheGuestFindsWhoseCountersAreItsOwn(
      UapiVersion uapi,
      boolean strict,
      boolean choosesPmu,
      @Nullable Long machine,
      @Nullable Long control,
      long slots,
      long counters,
      boolean stalls) {
    // Without a PMU there is nothing that could be divided; KVM has chosen one where it may.
    EmulatedHost host = host(uapi, strict, choosesPmu, registers(machine, control)).leaving(6);
    assertFinds(host, slots, counters, stalls);
  }

  private static void assertFinds(EmulatedHost host, long slots, long counters, boolean stalls) {
    try (TestRun run = host.run(1).finish()) {
      assertEquals(List.of(), refusals(run));
      assertEquals(List.of(slots), reads(run, "PMMIR_EL1"));
      assertEquals(counters, reads(run, "PMCR_EL0").getFirst() >> 11 & 31);
      long expected = stalls ? STALLED_SLOTS : 0;
      assertEquals(expected, reads(run, "PMCEID1_EL0").getFirst() & STALLED_SLOTS);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // posting, strict, SET_PMU, PMMIR_EL1 by user space: what KVM refuses
    "LINUX_6_12, false, true,  0, KVM_SET_ONE_REG of PMMIR_EL1 to 0x0 of vCPU 0 -2",
    "STRICT_V3,  false, true,  8, KVM_SET_ONE_REG of PMMIR_EL1 to 0x8 of vCPU 0 -22",
    "STRICT_V3,  true,  true,  4, KVM_SET_ONE_REG of PMMIR_EL1 to 0x4 of vCPU 0 -22",
    "STRICT_V3,  true,  true,  264, KVM_SET_ONE_REG of PMMIR_EL1 to 0x108 of vCPU 0 -22",
    "LINUX_6_12, true,  true,   , KVM_ARM_VCPU_INIT of vCPU 0 -2",
    "STRICT_V3,  true,  false,  , KVM_ARM_VCPU_PMU_V3_INIT of vCPU 0 -6",
    "STRICT_V2,  true,  false,  , the first KVM_RUN of vCPU 0 -22"
  })
  void whatUserSpaceIsRefused(
      UapiVersion uapi,
      boolean strict,
      boolean choosesPmu,
      @Nullable Long machine,
      String refusal) {
    try (TestRun run = host(uapi, strict, choosesPmu, registers(machine, null)).run(1).finish()) {
      assertEquals(List.of(refusal), refusals(run));
      assertEquals(List.of(), run.facts(Fact.GuestEntered.class));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STRICT_V3, true,  true,  4, KVM_SET_ONE_REG of PMMIR_EL1 to 0x4 of vCPU 0 -22",
    "STRICT_V3, true,  false,  , KVM_ARM_VCPU_PMU_V3_ENABLE_PARTITION of vCPU 0 -1",
    "LINUX_6_12, true, true,   , KVM_ARM_VCPU_INIT of vCPU 0 -2"
  })
  void whatUserSpaceIsRefusedThatWantsCountersOfTheGuestsOwn(
      UapiVersion uapi,
      boolean strict,
      boolean choosesPmu,
      @Nullable Long machine,
      String refusal) {
    EmulatedHost host = host(uapi, strict, choosesPmu, registers(machine, null)).leaving(6);
    try (TestRun run = host.run(1).finish()) {
      assertEquals(List.of(refusal), refusals(run));
      assertEquals(List.of(), run.facts(Fact.GuestEntered.class));
    }
  }

  /// `vpmu_counter_access`: each number of counters that user space may choose, and one that it may
  /// not.
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "2, 2", "3, 3", "4, 4", "5, 5", "6, 6", "7, 6"})
  void aGuestHasTheCountersThatUserSpaceChose(long chosen, int counters) {
    Map<String, Long> registers = new TreeMap<>();
    registers.put("PMCR_EL0", chosen << 11);
    for (String name : List.of("PMCNTENSET_EL0", "PMINTENSET_EL1", "PMOVSSET_EL0")) {
      registers.put(name, -1L);
    }
    EmulatedHost host = ofLastCounter("pair", registers);
    try (TestRun run = host.run(1).finish()) {
      long mask = 0x8000_0000L | ((1L << counters) - 1);
      assertEquals(counters, reads(run, "PMCR_EL0").getFirst() >> 11 & 31);
      assertEquals(List.of(mask), reads(run, "PMCNTENSET_EL0"));
      assertEquals(List.of(mask), reads(run, "PMINTENCLR_EL1"));
      assertEquals(List.of(mask), reads(run, "PMOVSCLR_EL0"));
      assertEquals(counters == 6 ? 0 : 4, run.facts(Fact.UndefinedAccess.class).size());
    }
  }

  private static EmulatedHost ofLastCounter(String preset, Map<String, Long> registers) {
    return EmulatedHost.preset(preset)
        .setting(registers)
        .with(
            "a",
            guest(
                "read PMCR_EL0",
                "read PMCNTENSET_EL0",
                "read PMINTENCLR_EL1",
                "read PMOVSCLR_EL0",
                "read PMEVCNTR5_EL0",
                "write PMEVCNTR5_EL0 1",
                "read PMEVTYPER5_EL0",
                "write PMEVTYPER5_EL0 1",
                "off"));
  }

  /// The same of counters of the guest's own, where single accesses can trap and where all do. One
  /// is the fewest that there can be: HPMN cannot be 0.
  @ParameterizedTest
  @CsvSource({
    "pair, 1, 1",
    "pair, 3, 3",
    "pair, 6, 6",
    "pair, 0, 6",
    "pair, 7, 6",
    "pair-without-fgt, 1, 1",
    "pair-without-fgt, 3, 3",
    "pair-without-fgt, 6, 6"
  })
  void aGuestHasThoseOfItsOwn(String preset, long chosen, int counters) {
    Map<String, Long> registers = new TreeMap<>();
    registers.put("PMCR_EL0", chosen << 11);
    for (String name : List.of("PMCNTENSET_EL0", "PMINTENSET_EL1", "PMOVSSET_EL0")) {
      registers.put(name, -1L);
    }
    try (TestRun run = ofLastCounter(preset, registers).leaving(6).run(1).finish()) {
      long mask = 0x8000_0000L | ((1L << counters) - 1);
      assertEquals(counters, reads(run, "PMCR_EL0").getFirst() >> 11 & 31);
      assertEquals(List.of(mask), reads(run, "PMCNTENSET_EL0"));
      assertEquals(List.of(mask), reads(run, "PMINTENCLR_EL1"));
      assertEquals(List.of(mask), reads(run, "PMOVSCLR_EL0"));
      assertEquals(counters == 6 ? 0 : 4, run.facts(Fact.UndefinedAccess.class).size());
    }
  }

  /// Counter 0 counts cycles, which the filter may deny, and counter 1 instructions. The guest
  /// reads what it wrote of both, whatever becomes of it.
  @ParameterizedTest
  @CsvSource({
    // counters of the guest's own, preset, event denied: what is counted
    "0, pair, 0x11, 0, 1000, 0",
    "0, pair, 0x08, 1000, 0, 1000",
    "2, pair, 0x11, 0, 1000, 0",
    "2, pair, 0x08, 1000, 0, 1000",
    "2, pair-without-fgt, 0x11, 0, 1000, 0",
    "2, pair-without-fgt, 0x08, 1000, 0, 1000"
  })
  void whatTheFilterDeniesStandsStill(
      int own, String preset, String denied, long zero, long one, long cycles) {
    EmulatedHost host =
        EmulatedHost.preset(preset)
            .leaving(own)
            .calling(new PmuAttribute.Filter(Integer.decode(denied), 1, 1))
            .with(
                "a",
                guest(
                    "write PMCR_EL0 6",
                    "write PMINTENCLR_EL1 0xffffffff",
                    "write PMEVTYPER0_EL0 0x11",
                    "write PMSELR_EL0 1",
                    "write PMXEVTYPER_EL0 0x08",
                    "write PMCCFILTR_EL0 0",
                    "write PMCNTENSET_EL0 0x80000003",
                    "write PMCR_EL0 1",
                    "compute 600",
                    "mmio user",
                    "compute 400",
                    "read PMEVCNTR0_EL0",
                    "read PMEVCNTR1_EL0",
                    "read PMCCNTR_EL0",
                    "read PMEVTYPER0_EL0",
                    "read PMEVTYPER1_EL0",
                    "off"));
    try (TestRun run = host.run(1).finish()) {
      assertEquals(List.of(), refusals(run));
      assertEquals(List.of(zero), reads(run, "PMEVCNTR0_EL0"));
      assertEquals(List.of(one), reads(run, "PMEVCNTR1_EL0"));
      assertEquals(List.of(cycles), reads(run, "PMCCNTR_EL0"));
      assertEquals(List.of(0x11L), reads(run, "PMEVTYPER0_EL0"));
      assertEquals(List.of(0x08L), reads(run, "PMEVTYPER1_EL0"));
      assertEquals(List.of(), PartitionedHost.broken(run.stated(), true));
    }
  }
}
