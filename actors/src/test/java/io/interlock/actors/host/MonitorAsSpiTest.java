package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.hypervisor.uapi.Errno;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// PMUs whose overflow interrupt is an SPI (`kvm_arm_pmu_v3_set_attr`, `pmu_irq_is_valid`).
class MonitorAsSpiTest {
  /// Overflows after 16 cycles, and clears that in the handler of PMUs.
  private static final String OVERFLOWS =
      """
      "write PMCNTENCLR_EL0 0xffffffff", "write PMOVSCLR_EL0 0xffffffff",
      "write PMEVTYPER0_EL0 0x11", "write PMEVCNTR0_EL0 0xfffffff0", "write PMINTENCLR_EL1 0xffffffff",
      "write PMINTENSET_EL1 1", "write PMCNTENSET_EL0 1", "write PMCR_EL0 1", "compute 20k",
      """;

  @TempDir private Path folder = Path.of("");

  private GicRun run(String host, String vm) {
    HostPlan plan = GicRun.plan(folder, host, vm);
    return new GicRun(TestRun.of(plan, 1).until(5 * TestRun.MILLI)).isSound();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "preset = pair | emulated",
        "preset = pair, kvm { programs = [pmu-partitioned], guest-counters = 4 } | partitioned"
      })
  void eachVcpuIsInterruptedByItsOwn(String host, String type) {
    String vm =
        "vcpus = 2, pmu { type = %s, interrupt = [40, 41] }, guest = [%s \"off\"]"
            .formatted(type, OVERFLOWS);
    try (GicRun run = run(host, vm)) {
      assertEquals(List.of(), run.run().facts(Fact.CallRefused.class));
      assertEquals(List.of(40), run.handledBy(0));
      assertEquals(List.of(41), run.handledBy(1));
      assertEquals(2, run.run().statistics().monitorsOf(0).interrupts());
    }
  }

  @Test
  void itGoesWhereTheGuestRoutesIt() {
    String vm =
        """
        vcpus = 2, pmu { type = emulated, interrupt = [40, 41] }
        handlers { pmu = ["compute 100"], 40 = ["compute 100k"] }
        guest = ["write GICD_IROUTER40 1",
        """
            + OVERFLOWS
            + "\"compute 200k\", \"write PMOVSCLR_EL0 1\", \"off\"], secondaries = ["
            + GicRun.SLEEP
            + "]";
    try (GicRun run = run("preset = pair", vm)) {
      assertEquals(List.of(), run.handledBy(0));
      // Its line is high until vCPU 0 has cleared the overflow.
      assertTrue(run.handledBy(1).size() > 1, () -> run.handledBy(1) + "");
      assertTrue(run.handledBy(1).size() < 10, () -> run.handledBy(1) + "");
      assertTrue(run.handledBy(1).stream().allMatch(intid -> intid == 40));
    }
  }

  /// A guest that enables it only later, with a level that is high by then.
  @Test
  void inAGicAsAfterResetItComesWhenItIsSetUp() {
    String vm =
        """
        vcpus = 1, gic = as-reset, pmu { type = emulated, interrupt = 40 }
        guest = ["write GICD_CTLR 2", "write ICC_PMR_EL1 0xf0", "write ICC_IGRPEN1_EL1 1",
        """
            + OVERFLOWS
            + "\"read GICD_ISPENDR1 as edge\", \"write GICD_ICFGR2 0\", \"read GICD_ISPENDR1 as level\","
            + " \"write GICD_ISENABLER1 0x100\", \"compute 20k\", \"off\"]";
    try (GicRun run = run("preset = pair", vm)) {
      assertEquals(0x100, run.reported("level"));
      assertEquals(List.of(40), run.handled());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[40, 40] | KVM_ARM_VCPU_PMU_V3_IRQ 40 of vCPU 1",
        "[40, 23] | KVM_ARM_VCPU_PMU_V3_IRQ 23 of vCPU 1",
        "40 | KVM_ARM_VCPU_PMU_V3_IRQ 40 of vCPU 1",
        "[23, 24] | KVM_ARM_VCPU_PMU_V3_IRQ 24 of vCPU 1"
      })
  void kvmWantsTheSamePpiOrDifferentSpis(String interrupts, String call) {
    String vm =
        "vcpus = 2, pmu { type = emulated, interrupt = %s }, guest = [\"off\"]"
            .formatted(interrupts);
    try (GicRun run = run("preset = pair", vm)) {
      assertEquals(
          List.of(new Fact.CallRefused(0, call, Errno.EINVAL.result())),
          run.run().facts(Fact.CallRefused.class));
    }
  }
}
