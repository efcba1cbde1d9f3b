package io.interlock.cluster.live;

import io.interlock.actors.result.RunControl;
import io.interlock.actors.scenario.FleetScenario;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.cluster.fleet.FleetMoment;
import io.interlock.cluster.fleet.FleetResult;
import io.interlock.cluster.fleet.FleetRunner;
import io.interlock.cluster.fleet.FleetWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;

/// A fleet with a host that is drained and one that fails, some VMs that move and some that wait.
final class LiveFleets {
  private static final String FLEET =
      """
      run { for = 60ms, seed = 7, threads = 1 }
      hosts {
        plain { preset = pair, count = 3, memory = 8 GiB }
        clusters { preset = three-clusters, count = 5, memory = 8 GiB }
      }
      vms {
        tick { vcpus = 1, guest = timer-tick, tick-hz = 1000, busy-percent = 20, count = 6,
               memory = 64 MiB, dirty-rate = 1 GiB, arrive-every = 1ms }
        work { vcpus = 2, guest = compute, count = 2, memory = 128 MiB }
        large { vcpus = 2, guest = idle, count = 3, memory = 6 GiB, hosts = plain }
      }
      fleet {
        placement = spread
        fabric { latency = 1ms, bandwidth = 100 Gbps }
        migration { downtime-max = 1ms }
        events = ["at 20ms drain clusters-0", "at 25ms fail plain-0"]
      }
      """;

  private LiveFleets() {}

  static FleetScenario scenario(Path folder) {
    try {
      Path file = Files.writeString(folder.resolve("a \"quoted\" fleet.conf"), FLEET);
      return ScenarioReader.readFleet(file, List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs it to its end, shown by `page`.
  static FleetResult run(FleetScenario scenario, LivePage page, FleetWatch watch) {
    FleetResult result = FleetRunner.run(scenario, new RunControl(_ -> {}, () -> false), watch);
    page.ended(result);
    return result;
  }

  /// Looks after every window, and lets the fleet go on when it is told to.
  static final class Gate implements FleetWatch {
    private final FleetWatch page;
    private final Semaphore windows = new Semaphore(0);

    Gate(FleetWatch page) {
      this.page = page;
    }

    /// The fleet may run so many windows more.
    void open(int count) {
      windows.release(count);
    }

    @Override
    public boolean isDue() {
      return true;
    }

    @Override
    public void saw(FleetMoment moment) {
      page.saw(moment);
      windows.acquireUninterruptibly();
    }
  }
}
