package io.interlock.actors.host;

import static io.interlock.actors.host.EmulatedHost.counting;
import static io.interlock.actors.host.EmulatedHost.reads;
import static io.interlock.actors.host.EmulatedHost.refusals;
import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.hypervisor.pmu.uapi.PmuAttribute;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Guests with KVM's emulated PMU.
class EmulatedMonitorsTest {
  @ParameterizedTest
  @EnumSource(Granularity.class)
  void aGuestCountsItsOwnCyclesOverExitsAndUserSpace(Granularity granularity) {
    for (boolean vhe : new boolean[] {true, false}) {
      EmulatedHost host =
          EmulatedHost.of(RegistersTest.dual(vhe))
              .at(granularity)
              .with(
                  "a",
                  counting(
                      "compute 12345",
                      "read PMEVCNTR0_EL0",
                      "hvc",
                      "mmio user",
                      "compute 20M",
                      "read PMEVCNTR0_EL0",
                      "off"));
      try (TestRun run = host.run(1).finish()) {
        assertEquals(List.of(), refusals(run));
        assertEquals(List.of(12_345L, 20_012_345L), reads(run, "PMEVCNTR0_EL0"), "vhe " + vhe);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void anOverflowInterruptsTheGuestOnce(Granularity granularity) {
    EmulatedHost host =
        EmulatedHost.preset("dual")
            .at(granularity)
            .with(
                "a",
                counting(
                        "write PMEVCNTR0_EL0 0xfffff000",
                        "compute 10M",
                        "read PMOVSSET_EL0",
                        "read PMEVCNTR0_EL0",
                        "off")
                    .on("0"));
    try (TestRun run = host.run(1).finish()) {
      assertEquals(1, run.handled(0, 23));
      assertEquals(List.of(0L), reads(run, "PMOVSSET_EL0"));
      assertEquals(
          (0xFFFF_F000L + 10_000_000 + 1000) & 0xFFFF_FFFFL,
          reads(run, "PMEVCNTR0_EL0").getFirst() & 0xFFFF_FFFFL,
          "the handler's own 1000 cycles count too");
    }
  }

  @Test
  void countersTravelWithTheirVcpu() {
    EmulatedHost host =
        EmulatedHost.preset("pair")
            .with("a", counting("compute 60M", "read PMEVCNTR0_EL0", "off").on("1"))
            .with("b", counting("compute 50M", "read PMEVCNTR0_EL0", "off").on("1"))
            .with("c", counting("compute 40M", "read PMEVCNTR0_EL0", "off"));
    try (TestRun run = host.run(3).finish()) {
      assertTrue(run.facts(Fact.ContextPut.class).size() > 10, "they take turns");
      assertEquals(
          List.of(40_000_000L, 50_000_000L, 60_000_000L),
          reads(run, "PMEVCNTR0_EL0").stream().sorted().toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu_cycles:HD", "cpu_cycles", "inst_retired:u"})
  void whatTheHostCountsDoesNotDisturbAGuest(String event) {
    EmulatedHost host =
        EmulatedHost.preset("pair")
            .counts(event)
            .with(
                "a", counting("compute 3M el0", "compute 5M", "hvc", "read PMEVCNTR0_EL0", "off"));
    try (TestRun run = host.run(3).finish()) {
      assertEquals(List.of(8_000_000L), reads(run, "PMEVCNTR0_EL0"));
    }
  }

  @Test
  void aGuestWithoutAPmuHasNoneOfItsRegisters() {
    TestHost host =
        TestHost.preset("dual")
            .with("a", guest("write PMCR_EL0 1", "read PMCCNTR_EL0", "compute 100", "off"));
    try (TestRun run = TestRun.of(host, 1).finish()) {
      assertEquals(2, run.facts(Fact.UndefinedAccess.class).size());
    }
  }

  @Test
  void aPmuThatWasNotInitialisedFailsTheFirstRun() {
    HostPlan plan =
        EmulatedHost.preset("dual")
            .calling(new PmuAttribute.SetPmu(99))
            .with("a", counting("off"))
            .plan();
    try (TestRun run = TestRun.of(plan, 1).finish()) {
      assertEquals(List.of("KVM_ARM_VCPU_PMU_V3_SET_PMU 99 of vCPU 0 -6"), refusals(run));
      assertEquals(List.of(), run.facts(Fact.GuestEntered.class));
    }
  }

  @Test
  void userSpaceChoosesTheNumberOfCounters() {
    EmulatedHost host =
        EmulatedHost.preset("pair")
            .setting(Map.of("PMCR_EL0", 3L << 11))
            .with("a", guest("read PMCR_EL0", "read PMEVCNTR3_EL0", "off"));
    try (TestRun run = host.run(1).finish()) {
      assertEquals(3, reads(run, "PMCR_EL0").getFirst() >> 11 & 31);
      assertEquals(1, run.facts(Fact.UndefinedAccess.class).size());
    }
  }
}
