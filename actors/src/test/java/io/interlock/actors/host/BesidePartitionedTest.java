package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.PropertyWatch;
import io.interlock.actors.result.Violation;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.hypervisor.program.KvmPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Guests whose PMU is emulated, and guests without one, on a PE that they share with a guest that
/// has counters of its own, while the host counts too.
class BesidePartitionedTest {
  private static final String COUNTS_CYCLES =
      """
      guest = [
        "write PMCR_EL0 6", "write PMCNTENCLR_EL0 0xffffffff", "write PMINTENCLR_EL1 0xffffffff"
        "write PMEVTYPER0_EL0 0x11", "write PMCNTENSET_EL0 1", "write PMCR_EL0 1"
        "compute 30M", "read PMEVCNTR0_EL0 as %s", "off"
      ]
      """;

  @TempDir private Path folder = Path.of("");

  private HostPlan plan(String program, String hostEvents, String emulated) throws IOException {
    String text =
        """
        host {
          preset = pair
          %s
          kvm { programs = ["%s"], guest-counters = 3, uapi = strict-v3 }
        }
        run.for = 1s
        vms {
          own { vcpus = 1, affinity = ["0"], pmu.type = partitioned, %s }
          emulated {
            vcpus = 1, affinity = ["0"], pmu.type = emulated
            %s
            %s }
          none {
            vcpus = 1, affinity = ["0"], pmu.type = none
            guest = ["compute 30M", "read PMCR_EL0", "off"]
          }
        }
        """
            .formatted(
                hostEvents,
                program,
                COUNTS_CYCLES.formatted("own"),
                emulated,
                COUNTS_CYCLES.formatted("emulated"));
    Path scenario = folder.resolve("s.conf");
    Files.writeString(scenario, text);
    return Planner.plan(ScenarioReader.read(scenario, List.of())).getFirst();
  }

  private static TestRun run(HostPlan plan) {
    return TestRun.of(plan, 1).finish();
  }

  private static List<Violation> violations(TestRun run) {
    PropertyWatch watch = new PropertyWatch(Properties.createAll());
    run.stated().forEach(one -> watch.stated(one.at(), "", one.fact()));
    watch.ended(run.simulation().now());
    return watch.violations();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "kvm.host-events = [cycles from 1us]", "events = [cpu_cycles, r8]"})
  void eachGuestCountsWhatItRunsAndNothingElse(String hostEvents) throws IOException {
    try (TestRun run = run(plan("pmu-partitioned", hostEvents, ""))) {
      Map<String, Long> reports = new TreeMap<>();
      run.facts(Fact.Reported.class).forEach(fact -> reports.put(fact.label(), fact.value()));
      assertEquals(Map.of("emulated", 30_000_000L, "own", 30_000_000L), reports);
      assertEquals(
          List.of("none.0"),
          run.facts(Fact.UndefinedAccess.class).stream()
              .map(fact -> fact.vcpu().toString())
              .toList());
      assertTrue(run.facts(Fact.ContextPut.class).size() > 10, "they took turns");
      assertEquals(List.of(), violations(run));
    }
  }

  /// Perf has what the driver does not leave to guests: 3 of 6.
  @ParameterizedTest
  @CsvSource({"3, 0", "4, 1"})
  void anEmulatedPmuHasNoMoreCountersThanPerf(int wanted, int refusals) throws IOException {
    HostPlan plan = plan("pmu-partitioned", "", "pmu.counters = " + wanted);
    try (TestRun run = run(plan)) {
      assertEquals(refusals, EmulatedHost.refusals(run).size());
    }
  }

  /// The counter is 1,000 cycles away from its overflow.
  @ParameterizedTest
  @CsvSource({"23, partitioned", "21, partitioned", "23, emulated", "21, emulated"})
  void overflowsComeByTheInterruptThatUserSpaceChose(int intid, String type) throws IOException {
    Path scenario = folder.resolve("i.conf");
    Files.writeString(
        scenario,
        """
        host { preset = pair, kvm { programs = [pmu-partitioned], guest-counters = 3 } }
        vms.a {
          vcpus = 1, pmu { type = %s, interrupt = %d }
          guest = [
            "write PMCR_EL0 6", "write PMCNTENCLR_EL0 0xffffffff"
            "write PMINTENCLR_EL1 0xffffffff", "write PMOVSCLR_EL0 0xffffffff"
            "write PMEVTYPER0_EL0 0x11", "write PMEVCNTR0_EL0 0xfffffc18"
            "write PMINTENSET_EL1 1", "write PMCNTENSET_EL0 1", "write PMCR_EL0 1"
            "compute 1M", "off"
          ]
        }
        """
            .formatted(type, intid));
    try (TestRun run = run(Planner.plan(ScenarioReader.read(scenario, List.of())).getFirst())) {
      assertEquals(
          List.of(intid),
          run.facts(Fact.InterruptHandled.class).stream()
              .map(Fact.InterruptHandled::intid)
              .toList());
      assertEquals(List.of(), violations(run));
    }
  }

  /// A program that is not `for partitioned-pmu` puts in and takes out what others do not have.
  @Test
  void aProgramThatForgetsWhomItIsForIsFound() throws IOException {
    String careless =
        KvmPrograms.extensionText("pmu-partitioned").replace(" for partitioned-pmu", "");
    Path program = folder.resolve("careless.ctx");
    Files.writeString(program, careless);
    try (TestRun run = run(plan(program.toString(), "kvm.host-events = [cycles from 1us]", ""))) {
      List<String> broken = violations(run).stream().map(Violation::property).distinct().toList();
      assertTrue(broken.contains("host-registers-preserved"), broken::toString);
      assertTrue(broken.contains("events-conserved"), broken::toString);
    }
  }
}
