package io.interlock.actors.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.interlock.actors.host.PmuPlan;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.scenario.ScenarioException;
import io.interlock.actors.scenario.ScenarioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a scenario says of PMUs, as requests to KVM.
class MonitorsTest {
  @TempDir Path folder = Path.of("");

  private List<HostPlan> plans(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("s.conf"), text);
    return Planner.plan(ScenarioReader.read(file, List.of()));
  }

  @Test
  void userSpaceAsksInTheOrderThatKvmNeeds() throws IOException {
    PmuPlan pmu =
        plans(
                """
                host { preset = dual, kvm.uapi = strict-v3 }
                vms.a {
                  vcpus = 2, guest = idle, affinity = "2-3", registers.PMMIR_EL1 = 0
                  pmu {
                    type = emulated, device = armv8_pmuv3_1, counters = 4, interrupt = 22
                    strict = yes, filter = [deny 0x10-0x1f, allow 17]
                  }
                }
                """)
            .getFirst()
            .vms()
            .getFirst()
            .pmu();
    assertEquals(2, pmu.initCpu());
    assertEquals(
        List.of(
            "KVM_ARM_VCPU_PMU_V3_SET_PMU 7 of vCPU 0",
            "KVM_ARM_VCPU_PMU_V3_SET_NR_COUNTERS 4 of vCPU 0",
            "KVM_ARM_VCPU_PMU_V3_FILTER deny 0x10 to 0x1f of vCPU 0",
            "KVM_ARM_VCPU_PMU_V3_FILTER allow 0x11 to 0x11 of vCPU 0",
            "KVM_ARM_VCPU_PMU_V3_IRQ 22 of vCPU 0",
            "KVM_ARM_VCPU_PMU_V3_INIT of vCPU 0",
            "KVM_SET_ONE_REG of PMMIR_EL1 to 0x0 of vCPU 0",
            "KVM_ARM_VCPU_PMU_V3_IRQ 22 of vCPU 1",
            "KVM_ARM_VCPU_PMU_V3_INIT of vCPU 1",
            "KVM_SET_ONE_REG of PMMIR_EL1 to 0x0 of vCPU 1"),
        pmu.requests().stream().map(PmuPlan.Request::toString).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "run.seed = 1 | partitioned | | host host leaves no counters to guests; allowed: host, none, emulated",
        "run.seed = 1 | emulated | init-cpu = 7 | CPU 7 is outside host host; allowed: CPUs 0-1",
        "run.seed = 1 | emulated | device = armv8_pmuv3_1 | host host has no PMU \"armv8_pmuv3_1\" (did you mean armv8_pmuv3_0?); allowed: armv8_pmuv3_0, or a number"
      })
  void whatNoHostCouldUnderstandIsRefused(
      String host, String type, @Nullable String more, String complaint) {
    String text =
        "host.preset = pair\n%s\nvms.a { vcpus = 1, guest = idle, pmu { type = %s, %s } }"
            .formatted(host, type, more == null ? "" : more);
    var refused = assertThrows(ScenarioException.class, () -> plans(text));
    assertEquals(
        complaint, String.valueOf(refused.getMessage()).replaceAll("^.*s.conf:\\d+: ", ""));
  }

  @Test
  void theExampleGivesOneGuestBothKindsOfCounters() {
    List<HostPlan> plans =
        Planner.plan(
            ScenarioReader.read(
                Path.of("..", "examples", "partitioned-vs-emulated.conf"), List.of()));
    assertEquals(
        List.of(true, false),
        plans.stream().map(plan -> plan.vms().getFirst().pmu().emulates()).toList());
    assertEquals(
        List.of(false, true), plans.stream().map(plan -> plan.partition().exists()).toList());
  }
}
