package io.interlock.actors.host;

import static io.interlock.actors.host.EmulatedHost.counting;
import static io.interlock.actors.host.EmulatedHost.reads;
import static io.interlock.actors.host.EmulatedHost.refusals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.hypervisor.pmu.uapi.PmuAttribute;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Emulated PMUs on a host with two kinds of cores: CPUs 0 and 1 are LITTLE with PMU 6, CPUs 2 and
/// 3 big with PMU 7.
class UnlikeCoresTest {
  private static final int BIG_PMU = 7;

  /// The PMU of the CPU that calls KVM_ARM_VCPU_INIT counts, and no other; nothing else is said.
  @ParameterizedTest
  @CsvSource({"0, 0, 1000000", "0, 2, 0", "3, 2, 1000000", "3, 1, 0"})
  void countersOfTheDefaultPmuStandStillElsewhere(int initCpu, String runsOn, long counted) {
    EmulatedHost host =
        EmulatedHost.preset("dual")
            .initialisedOn(initCpu)
            .with("a", counting("compute 1M", "read PMEVCNTR0_EL0", "off").on(runsOn));
    try (TestRun run = host.run(1).finish()) {
      assertEquals(List.of(), refusals(run));
      assertEquals(List.of(), run.facts(Fact.EntryFailed.class));
      assertEquals(List.of(counted), reads(run, "PMEVCNTR0_EL0"));
    }
  }

  @Test
  void aPmuThatUserSpaceChoosesKeepsTheVcpuOnItsCores() {
    EmulatedHost host =
        EmulatedHost.preset("dual")
            .calling(new PmuAttribute.SetPmu(BIG_PMU))
            .with("a", counting("compute 1M", "read PMEVCNTR0_EL0", "off").on("0"));
    try (TestRun run = host.run(1).finish()) {
      assertEquals(1, run.facts(Fact.EntryFailed.class).size());
      assertEquals(List.of(), run.facts(Fact.GuestEntered.class));
    }
  }

  @Test
  void userSpaceCanPinItThereAndRunItAgain() {
    TestHost base = TestHost.preset("dual");
    EmulatedHost host =
        EmulatedHost.of(
                base.with(
                    "a", "", true, counting("compute 1M", "read PMEVCNTR0_EL0", "off").on("0-3")))
            .calling(new PmuAttribute.SetPmu(BIG_PMU));
    try (TestRun run = host.run(1).finish()) {
      assertFalse(run.facts(Fact.EntryFailed.class).isEmpty(), "a LITTLE core comes first");
      assertEquals(List.of(1_000_000L), reads(run, "PMEVCNTR0_EL0"));
      assertTrue(run.facts(Fact.GuestEntered.class).stream().allMatch(fact -> fact.pe() >= 2));
    }
  }

  /// Two guests fill a PMU of six counters and the cycle counter with seven pinned events of the
  /// host's; what they add finds no counter, and fails.
  @Test
  void aGuestWhoseEventsFindNoCounterReadsZero() {
    EmulatedHost host =
        EmulatedHost.preset("pair")
            .counts("cpu_cycles:D", "r8:D", "r3:D", "r4:D", "r10:D", "r12:D", "r13:D")
            .with("a", counting("compute 1M", "read PMEVCNTR0_EL0", "off"));
    try (TestRun run = host.run(1).finish()) {
      assertEquals(List.of(0L), reads(run, "PMEVCNTR0_EL0"));
    }
  }
}
