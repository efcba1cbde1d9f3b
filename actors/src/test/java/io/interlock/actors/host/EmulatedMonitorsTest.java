package io.interlock.actors.host;

import static io.interlock.actors.host.EmulatedHost.counting;
import static io.interlock.actors.host.EmulatedHost.reads;
import static io.interlock.actors.host.EmulatedHost.refusals;
import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.Granularity;
import io.interlock.actors.host.plan.HostPlan;
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
              .with("a", counting(CountingGuests.OVER_EXITS));
      try (TestRun run = host.run(1).finish()) {
        assertEquals(List.of(), refusals(run));
        CountingGuests.assertCountsOverExits(reads(run, "PMEVCNTR0_EL0"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void anOverflowInterruptsTheGuestOnce(Granularity granularity) {
    EmulatedHost host =
        EmulatedHost.preset("dual")
            .at(granularity)
            .with("a", counting(CountingGuests.OVERFLOWING).on("0"));
    try (TestRun run = host.run(1).finish()) {
      CountingGuests.assertOverflowsOnce(
          run, reads(run, "PMOVSSET_EL0"), reads(run, "PMEVCNTR0_EL0"));
    }
  }

  @Test
  void countersTravelWithTheirVcpu() {
    EmulatedHost host =
        EmulatedHost.preset("pair")
            .with("a", counting(CountingGuests.computing("60M")).on("1"))
            .with("b", counting(CountingGuests.computing("50M")).on("1"))
            .with("c", counting(CountingGuests.computing("40M")));
    try (TestRun run = host.run(3).finish()) {
      CountingGuests.assertCountsTravelled(run, reads(run, "PMEVCNTR0_EL0"));
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
