package io.interlock.cluster.fleet;

import com.sun.management.OperatingSystemMXBean;
import io.interlock.actors.scenario.FleetScenario;
import io.interlock.actors.scenario.ScenarioBundle;
import io.interlock.engine.bench.EngineBench.Figure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// How fast large fleets run, in short form: 10,000 VMs on 1,000 unlike hosts, each with a tick of
/// 100 Hz that keeps it busy for a twentieth of the time. All arrive at once.
public final class FleetBench {
  private static final int VMS = 10_000;
  private static final String RACKS =
      """
      run { for = 500ms, seed = 1 }
      hosts {
        big   { preset = big-spe-4x4, count = 600, memory = 64 GiB }
        small { preset = no-spe-4x4, count = 400, memory = 64 GiB }
      }
      vms.web { vcpus = 1, guest = timer-tick, tick-hz = 100, busy-percent = 5, count = %d
                memory = 1 GiB }
      fleet.placement = spread
      """
          .formatted(VMS);

  private FleetBench() {}

  /// What one run took.
  private record Measured(
      long events, double wallSeconds, double cpuSeconds, double placementSeconds, long heapBytes) {
    double rate() {
      return events / wallSeconds;
    }

    double ratePerCpu() {
      return events / cpuSeconds;
    }
  }

  /// Deliveries per second on two threads beside one, how long placement takes, and the heap that
  /// each VM takes with its share of the host.
  public static List<Figure> racks() {
    FleetScenario scenario = scenario();
    // Once for the compilers.
    Measured _ = run(scenario, 2);
    Measured one = run(scenario, 1);
    Measured two = run(scenario, 2);
    return List.of(
        new Figure("10,000 VMs, two threads", two.rate(), "1/s", two.rate() / one.rate(), "one"),
        new Figure(
            "the same, by CPU time",
            two.ratePerCpu(),
            "1/s",
            two.ratePerCpu() / one.ratePerCpu(),
            "one"),
        new Figure("placement of all", two.placementSeconds(), "s", null, null),
        new Figure("heap for each VM", two.heapBytes() / 1024.0 / VMS, "KiB", null, null));
  }

  private static FleetScenario scenario() {
    try {
      Path empty = Files.createTempDirectory("interlock-bench");
      try {
        return new ScenarioBundle(RACKS, Map.of()).unpackFleet(empty, "bench");
      } finally {
        Files.delete(empty);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Measured run(FleetScenario scenario, int threads) {
    long before = usedAfterCollection();
    FleetPlan plan = FleetPlan.of(scenario);
    try (LocalHosts hosts = new LocalHosts(plan, threads)) {
      FleetRun run = new FleetRun(scenario, plan, hosts, Journal.NONE, FleetWatch.NONE);
      long begun = System.nanoTime();
      long begunCpu = cpuNanos();
      run.run();
      double wallSeconds = (System.nanoTime() - begun) / 1e9;
      double cpuSeconds = (cpuNanos() - begunCpu) / 1e9;
      long heap = usedAfterCollection() - before;
      // Asked after the collection, so that hosts and VMs are alive during it.
      FleetResult result = run.result();
      return new Measured(
          result.events(), wallSeconds, cpuSeconds, result.placementSeconds(), heap);
    }
  }

  /// Of all threads, those of the collector and the compilers among them.
  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static long usedAfterCollection() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
