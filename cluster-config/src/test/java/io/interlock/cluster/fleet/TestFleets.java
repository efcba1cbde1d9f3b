package io.interlock.cluster.fleet;

import io.interlock.actors.result.RunControl;
import io.interlock.actors.scenario.FleetScenario;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.actors.scenario.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Fleets for tests: small hosts, a fast fabric, little time.
final class TestFleets {
  /// Three pairs of cores and two hosts with an SPU.
  static final String MIXED =
      """
      run { for = 60ms, seed = 7 }
      hosts {
        plain { preset = pair, count = 3, memory = 8 GiB }
        dual { preset = dual, count = 2, memory = 8 GiB }
      }
      vms {
        tick { vcpus = 1, guest = timer-tick, tick-hz = 1000, busy-percent = 20, count = 6,
               memory = 64 MiB, dirty-rate = 1 GiB, arrive-every = 1ms, arrive-at-random = yes }
        work { vcpus = 2, guest = compute, count = 2, memory = 128 MiB, dirty-rate = 0 B }
      }
      fleet {
        placement = spread
        fabric { latency = 100us, bandwidth = 100 Gbps }
        migration { downtime-max = 1ms }
        failover-after = 5ms
      }
      """;

  /// VMs with SPE, an emulated PMU, devices, and a GIC that its guest drives; each moves once.
  static final String ALL_KINDS =
      """
      run { for = 60ms, seed = 1 }
      hosts { dual { preset = dual, count = 2 } }
      vms {
        profiled { vcpus = 1, guest = perf-record, spe {}, affinity = "2-3", memory = 64 MiB }
        counted { vcpus = 1, pmu.type = emulated, memory = 64 MiB,
                  guest = ["write PMCNTENSET_EL0 1", "write PMCR_EL0 1",
                           "forever {", "compute 1M", "read PMEVCNTR0_EL0", "}"] }
        served { vcpus = 2, guest = idle, devices = "spi 40 every 1ms to next", memory = 64 MiB }
        driving { vcpus = 2, gic = as-reset, memory = 64 MiB
                  guest = ["write ICC_PMR_EL1 0xf0", "write ICC_IGRPEN1_EL1 1", "write GICD_CTLR 2",
                           "write GICD_IROUTER45 1", "write GICD_ISENABLER1 0x2000",
                           "forever {", "compute 1M", "write GICD_ISPENDR1 0x2000", "}"]
                  secondaries = ["write ICC_PMR_EL1 0xf0", "write ICC_IGRPEN1_EL1 1",
                                 "forever {", "wfi", "}"] }
      }
      fleet {
        placement = first-fit
        fabric { latency = 100us, bandwidth = 100 Gbps }
        migration.downtime-max = 1ms
        events = ["at 20ms migrate profiled to dual-1", "at 20ms migrate counted to dual-1",
                  "at 20ms migrate served to dual-1", "at 20ms migrate driving to dual-1"]
      }
      """;

  private TestFleets() {}

  /// The scenario with settings in place of what it says.
  static FleetScenario scenario(String text, String... settings) {
    try {
      Path file = Files.createTempFile("fleet", ".conf");
      try {
        Files.writeString(file, text);
        List<Setting> all = Arrays.stream(settings).map(Setting::parse).toList();
        return ScenarioReader.readFleet(file, all);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static FleetResult run(String text, String... settings) {
    return run(scenario(text, settings));
  }

  static FleetResult run(FleetScenario scenario) {
    return FleetRunner.run(scenario, new RunControl(_ -> {}, () -> false));
  }

  static FleetResult.Vm vm(FleetResult result, String name) {
    return result.vms().stream().filter(vm -> vm.name().equals(name)).findFirst().orElseThrow();
  }
}
