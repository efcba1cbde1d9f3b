package io.interlock.actors.host;

import static io.interlock.actors.host.EmulatedHost.counting;
import static io.interlock.actors.host.EmulatedHost.reads;
import static io.interlock.actors.host.EmulatedHost.refusals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.hardware.topology.CoreType;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hardware.topology.Presets;
import io.interlock.hardware.topology.ProcessingElement;
import io.interlock.hypervisor.pmu.uapi.PmuAttribute;
import io.interlock.hypervisor.pmu.uapi.UapiVersion;
import io.interlock.hypervisor.sched.HostAction;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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

  /// A guest that goes on counting, and what is done to it meanwhile.
  private static TestRun moved(EmulatedHost host, HostAction... actions) {
    HostPlan plan = host.plan();
    return TestRun.of(
            new HostPlan(
                plan.name(),
                plan.topology(),
                plan.costs(),
                plan.counter(),
                plan.program(),
                plan.granularity(),
                plan.partition(),
                plan.sessions(),
                plan.events(),
                plan.profiling(),
                List.of(actions),
                plan.vms()),
            1)
        .finish();
  }

  private static HostAction pin(long atMicros, String cpus) {
    return new HostAction.Pin(atMicros * TestRun.MICRO, "a", 0, CpuSet.parse(cpus));
  }

  private static List<Long> counted(TestRun run) {
    List<Long> values = reads(run, "PMEVCNTR0_EL0");
    return IntStream.range(0, values.size())
        .mapToObj(i -> i == 0 ? values.get(0) : values.get(i) - values.get(i - 1))
        .toList();
  }

  /// Of six stretches of work the third begins on a big core and ends on a LITTLE one, and the
  /// fifth the other way round: what is counted is what ran on the big one.
  @Test
  void aGuestThatMovesCountsWhereItsPmuIs() {
    EmulatedHost host =
        EmulatedHost.preset("dual")
            .initialisedOn(2)
            .with(
                "a",
                counting("repeat 6 {", "compute 1M", "read PMEVCNTR0_EL0", "}", "off").on("2"));
    try (TestRun run = moved(host, pin(1_000, "0"), pin(2_300, "3"))) {
      List<Long> counted = counted(run);
      assertEquals(List.of(1_000_000L, 1_000_000L), counted.subList(0, 2));
      assertTrue(counted.get(2) > 0 && counted.get(2) < 1_000_000, counted::toString);
      assertEquals(0, counted.get(3));
      assertTrue(counted.get(4) > 0 && counted.get(4) < 1_000_000, counted::toString);
      assertEquals(1_000_000L, counted.get(5));
      assertEquals(List.of(), run.facts(Fact.EntryFailed.class));
      assertTrue(run.facts(Fact.GuestEntered.class).stream().anyMatch(fact -> fact.pe() == 0));
    }
  }

  @Test
  void aGuestWhosePmuWasChosenIsNotEnteredElsewhereAndRunsOnWhenItComesBack() {
    TestHost.Guest guest =
        counting("repeat 6 {", "compute 1M", "read PMEVCNTR0_EL0", "}", "off").on("2");
    EmulatedHost host =
        EmulatedHost.of(TestHost.preset("dual").with("a", "", true, guest))
            .calling(new PmuAttribute.SetPmu(BIG_PMU));
    try (TestRun run = moved(host, pin(1_000, "0"))) {
      assertEquals(
          List.of(0), run.facts(Fact.EntryFailed.class).stream().map(f -> f.pe()).toList());
      assertTrue(run.facts(Fact.GuestEntered.class).stream().allMatch(fact -> fact.pe() >= 2));
      assertEquals(Collections.nCopies(6, 1_000_000L), counted(run));
    }
  }

  /// The same host with cores whose slots are known: 5 of the lower two, 8 of the upper two.
  private static TestHost withSlots() {
    HostTopology dual = Presets.named("dual").host();
    List<ProcessingElement> pes =
        dual.pes().stream()
            .map(
                pe ->
                    new ProcessingElement(
                        pe.index(),
                        pe.mpidr(),
                        CoreType.named(pe.index() < 2 ? "arm,cortex-a710" : "arm,neoverse-v2"),
                        pe.cluster(),
                        pe.capacity(),
                        pe.clock()))
            .toList();
    return TestHost.of(
        new HostTopology(
            dual.name(), pes, dual.gic(), dual.pmus(), dual.spus(), dual.timer(), dual.notes()));
  }

  /// PMMIR_EL1.SLOTS is that of the PMU that user space chose, wherever KVM_ARM_VCPU_INIT is
  /// called; or 0 if it took the slots away, or does not ask for the strict feature.
  @ParameterizedTest
  @CsvSource({
    // strict, INIT on CPU, CPUs of the PMU chosen, PMMIR_EL1 by user space: what the guest reads
    "true,  0, 2-3,  , 8",
    "true,  3, 2-3,  , 8",
    "true,  0, 0-1,  , 5",
    "true,  3, 0-1,  , 5",
    "true,  0, 2-3, 0, 0",
    "false, 3, 2-3,  , 0",
    "false, 0, 0-1,  , 0"
  })
  void slotsAreThoseOfTheChosenPmu(
      boolean strict, int initCpu, String cpus, @Nullable Long machine, long slots) {
    TestHost.Guest guest = counting("compute 1M", "read PMMIR_EL1", "off").on("0-3");
    EmulatedHost plain =
        EmulatedHost.of(withSlots().with("a", "", true, guest))
            .initialisedOn(initCpu)
            .calling(new PmuAttribute.SetPmu(cpus.equals("2-3") ? BIG_PMU : BIG_PMU - 1))
            .setting(machine == null ? Map.of() : Map.of("PMMIR_EL1", machine));
    EmulatedHost host = strict ? plain.strict(UapiVersion.STRICT_V3) : plain;
    try (TestRun run = host.run(1).finish()) {
      assertEquals(List.of(), refusals(run));
      assertEquals(List.of(slots), reads(run, "PMMIR_EL1"));
      CpuSet chosen = CpuSet.parse(cpus);
      assertTrue(
          run.facts(Fact.GuestEntered.class).stream().allMatch(f -> chosen.contains(f.pe())));
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
