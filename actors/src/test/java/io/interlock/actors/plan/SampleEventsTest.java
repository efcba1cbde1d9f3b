package io.interlock.actors.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.actors.fact.HostStatistics;
import io.interlock.actors.fact.SpeTotals;
import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.PropertyWatch;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.engine.Engine;
import io.interlock.engine.Simulation;
import io.interlock.engine.conductor.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an SPU does is events that the PE's performance counters count (SAMPLE_POP and others).
class SampleEventsTest {
  private static final String SCENARIO =
      """
      host {
        preset = dual
        kvm { programs = [pmu-partitioned, spe], guest-counters = 4 }
      }
      run.for = 20ms
      vms.guest {
        vcpus = 1
        affinity = "2"
        guest = [
          "write PMEVTYPER0_EL0 0x4000"
          "write PMEVTYPER1_EL0 0x4001"
          "write PMEVTYPER2_EL0 0x4002"
          "write PMEVTYPER3_EL0 0x8123"
          "write PMCNTENSET_EL0 15"
          "write PMINTENCLR_EL1 15"
          "write PMCR_EL0 1"
          "write PMSIRR_EL1 0x100"
          "write PMSICR_EL1 0"
          "write PMSFCR_EL1 4"
          "write PMSLATFR_EL1 8"
          "write PMBPTR_EL1 0xffff800000100000"
          "write PMBSR_EL1 0"
          "write PMBLIMITR_EL1 0xffff800000101001"
          "write PMSCR_EL1 3"
          "compute 1M"
          "write PMSCR_EL1 0"
          "read PMEVCNTR0_EL0 as population"
          "read PMEVCNTR1_EL0 as feed"
          "read PMEVCNTR2_EL0 as filtrate"
          "read PMEVCNTR3_EL0 as full"
          "off"
        ]
        spe {}
      }
      """;

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"block", "step"})
  void aGuestsCountersCountWhatItsSpuDoes(String granularity) throws IOException {
    Path file = folder.resolve("sample-events.conf");
    Files.writeString(file, SCENARIO + "run.granularity = " + granularity);
    HostPlan plan = Planner.plan(ScenarioReader.read(file, List.of())).getFirst();
    HostStatistics statistics = HostWorlds.statistics(plan);
    PropertyWatch watch = new PropertyWatch(Properties.EVENTS_CONSERVED.create());
    try (Engine engine = new Engine(1);
        Simulation simulation = HostWorlds.timed(engine, plan, 1, List.of(watch, statistics))) {
      assertEquals(Pause.QUIESCENT, simulation.run(20_000_000_000L));
    }
    SpeTotals totals = statistics.profiling().of(0).totals();
    Map<String, Long> counted = new TreeMap<>();
    counted.put("population", totals.population());
    counted.put("feed", totals.samples() - totals.collisions());
    counted.put("filtrate", totals.samples() - totals.collisions() - totals.filtered());
    counted.put("full", 1L);
    assertEquals(counted, read(statistics));
    assertEquals(List.of(), watch.violations());
  }

  private static Map<String, Long> read(HostStatistics statistics) {
    Map<String, Long> read = new TreeMap<>();
    statistics.monitorsOf(0).reports().forEach((label, sum) -> read.put(label, sum.total()));
    return read;
  }
}
