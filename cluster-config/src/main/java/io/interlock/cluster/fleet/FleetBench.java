package io.interlock.cluster.fleet;

import com.sun.management.OperatingSystemMXBean;
import io.interlock.actors.scenario.FleetScenario;
import io.interlock.engine.bench.Figure;
import io.interlock.engine.bench.Median;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;

/// How fast [Racks] run on the cores of this machine, in short form.
public final class FleetBench {
  private static final int MILLIS = 1_000;
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 3;

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

  /// A run on two threads, after one on one.
  private record Round(Measured one, Measured two) {}

  /// Deliveries per second on two threads beside one, how long placement takes, and the heap that
  /// each VM takes with its share of the host: medians of several rounds.
  public static List<Figure> racks() {
    FleetScenario scenario = Racks.scenario(MILLIS);
    for (int i = 0; i < WARM_UP; i++) {
      Measured _ = run(scenario, 2);
    }
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      rounds.add(new Round(run(scenario, 1), run(scenario, 2)));
    }
    return List.of(
        new Figure(
            "10,000 VMs, two threads",
            Median.of(rounds, round -> round.two.rate()),
            "1/s",
            Median.of(rounds, round -> round.two.rate() / round.one.rate()),
            "one"),
        new Figure(
            "the same, by CPU time",
            Median.of(rounds, round -> round.two.ratePerCpu()),
            "1/s",
            Median.of(rounds, round -> round.two.ratePerCpu() / round.one.ratePerCpu()),
            "one"),
        new Figure(
            "placement of all",
            Median.of(rounds, round -> round.two.placementSeconds()),
            "s",
            null,
            null),
        new Figure(
            "heap for each VM",
            Median.of(rounds, round -> round.two.heapBytes() / 1024.0 / Racks.VMS),
            "KiB",
            null,
            null));
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
