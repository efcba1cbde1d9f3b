package io.interlock.cluster.nodes;

import io.interlock.actors.result.RunControl;
import io.interlock.actors.scenario.FleetScenario;
import io.interlock.actors.scenario.ScenarioBundle;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.cluster.fleet.FleetResult;
import io.interlock.cluster.fleet.FleetRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// A fleet with some of everything, that runs within a second, and what comes of it on one machine.
record SmallFleet(ScenarioBundle bundle, String expected) {
  static final String HOST = "127.0.0.1";
  static final RunControl NO_CONTROL = new RunControl(_ -> {}, () -> false);
  static final long END = 80_000_000_000L;
  static final NodeOptions LOOPBACK = new NodeOptions(HOST, 0, 1, null, null);

  private static final String TEXT =
      """
      run { for = 80ms, seed = 11 }
      hosts {
        plain { preset = pair, count = 4, memory = 8 GiB }
        dual { preset = dual, count = 3, memory = 8 GiB }
      }
      vms {
        tick { vcpus = 1, guest = timer-tick, tick-hz = 1000, busy-percent = 20, count = 8,
               memory = 64 MiB, dirty-rate = 1 GiB, arrive-every = 1ms, arrive-at-random = yes }
        storm { vcpus = 2, guest = ipi-storm, rate-hz = 500, count = 2, memory = 16 MiB }
        profiled { vcpus = 1, guest = perf-record, spe {}, affinity = "2-3", memory = 16 MiB }
        counted { vcpus = 1, pmu.type = emulated, memory = 16 MiB, devices = "spi 40 every 1ms to 0",
                  guest = ["write PMCNTENSET_EL0 1", "write PMCR_EL0 1",
                           "forever {", "compute 1M", "read PMEVCNTR0_EL0", "}"] }
      }
      fleet {
        placement = spread
        fabric { latency = 100us, bandwidth = 100 Gbps }
        migration { downtime-max = 1ms }
        failover-after = 5ms
        rebalance.every = 20ms
        events = ["at 10ms drain plain-0", "at 30ms fail plain-1", "at 50ms return plain-0",
                  "at 40ms migrate counted to dual-2", "at 55ms migrate counted to dual-0",
                  "at 60ms migrate profiled to plain-2", "at 65ms migrate profiled to dual-1"]
      }
      """;

  /// Runs it on this machine.
  ///
  /// @param folder for its scenario
  static SmallFleet in(Path folder) throws IOException {
    return in(folder, "80ms");
  }

  /// The same for a time that users write so, which begins as the other does.
  static SmallFleet in(Path folder, String time) throws IOException {
    String text = TEXT.replace("for = 80ms", "for = " + time);
    Path file = Files.writeString(folder.resolve("fleet.conf"), text);
    FleetScenario scenario = ScenarioReader.readFleet(file, List.of());
    return new SmallFleet(
        ScenarioBundle.packFleet(file, List.of()), timeless(FleetRunner.run(scenario, NO_CONTROL)));
  }

  /// What does not depend on where it ran.
  static String timeless(FleetResult result) {
    return result.digest()
        + result.events()
        + result.windows()
        + result.vms()
        + result.migrations()
        + result.utilisation()
        + result.refusals();
  }

  /// Waits for what comes of it on nodes.
  static String result(FleetNode lead) {
    return timeless(Objects.requireNonNull(lead.awaitResult(END, NO_CONTROL)));
  }

  static int port(FleetNode node) {
    return Integer.parseInt(node.address().substring(HOST.length() + 1));
  }

  static FleetNode joining(FleetNode lead, NodeOptions options) {
    return FleetNode.join(options, HOST, port(lead));
  }
}
