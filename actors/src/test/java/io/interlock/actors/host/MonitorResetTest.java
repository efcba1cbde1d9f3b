package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.PropertyWatch;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.hardware.register.SysReg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// KVM_ARM_VCPU_INIT of a vCPU whose guest counts (kvm selftest vpmu_counter_access).
class MonitorResetTest {
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");

  @TempDir private Path folder = Path.of("");

  private TestRun run(String type) throws IOException {
    Path scenario = folder.resolve("s.conf");
    Files.writeString(
        scenario,
        """
        host {
          preset = pair
          kvm { programs = [pmu-partitioned], guest-counters = 3, uapi = strict-v3 }
          actions = ["reset a.0 at 500us"]
        }
        vms.a {
          vcpus = 1, pmu { type = %s, counters = 2, interrupt = 21 }
          guest = [
            "read PMCR_EL0 as control", "write PMCR_EL0 6", "write PMCNTENCLR_EL0 0xffffffff"
            "write PMINTENCLR_EL1 0xffffffff", "write PMOVSCLR_EL0 0xffffffff"
            "write PMEVTYPER0_EL0 0x11", "write PMEVCNTR0_EL0 0xfffffc18"
            "write PMINTENSET_EL1 1", "write PMCNTENSET_EL0 1", "write PMCR_EL0 1"
            "compute 3M", "off"
          ]
        }
        """
            .formatted(type));
    return TestRun.of(Planner.plan(ScenarioReader.read(scenario, List.of())).getFirst(), 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"emulated", "partitioned"})
  void theNumberOfCountersStaysAndTheyAreOff(String type) throws IOException {
    try (TestRun run = run(type).finish()) {
      assertEquals(1, run.facts(Fact.BegunAnew.class).size());
      List<Long> controls =
          run.facts(Fact.Reported.class).stream().map(Fact.Reported::value).toList();
      assertEquals(List.of(2L, 2L), controls.stream().map(CONTROL.field("N")::get).toList(), "N");
      assertEquals(List.of(0L, 0L), controls.stream().map(CONTROL.field("E")::get).toList(), "E");
      assertEquals(
          List.of(21, 21),
          run.facts(Fact.InterruptHandled.class).stream()
              .map(Fact.InterruptHandled::intid)
              .toList());
      PropertyWatch watch = new PropertyWatch(Properties.createAll());
      run.stated().forEach(one -> watch.stated(one.at(), "", one.fact()));
      watch.ended(run.simulation().now());
      assertEquals(List.of(), watch.violations());
    }
  }
}
