package io.interlock.cluster;

import io.interlock.actors.fact.HostStatistics;
import io.interlock.actors.fact.InterruptStages;
import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.engine.Engine;
import io.interlock.engine.Simulation;
import io.interlock.engine.bench.Figure;
import io.interlock.engine.bench.Median;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// What an SGI costs that one running vCPU sends another: the guest computes, sends one, and the
/// other takes it, with nothing else on their CPUs.
public final class InterruptBench {
  private static final int ROUNDS = 5;
  private static final int WARM_UP = 3;
  private static final long PICOS = 2_000_000_000_000L;
  private static final String SCENARIO =
      """
      host.preset = pair
      run.for = 2s
      vms.ipi {
        vcpus = 2
        affinity = ["0", "1"]
        guest = ["forever {", "sgi 1 to 1", "compute 20k", "}"]
        secondaries = ["forever {", "compute 1M", "}"]
      }
      """;

  private InterruptBench() {}

  /// What one run took.
  private record Measured(long interrupts, long deliveries, double cpuSeconds) {}

  /// How many SGIs a second of CPU time of the one thread delivers, and how many messages one takes
  /// until both vCPUs are back in their guests.
  public static List<Figure> sgis() {
    double[] rates = new double[ROUNDS];
    double[] deliveries = new double[ROUNDS];
    try (Engine engine = new Engine(1)) {
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        Measured measured = run(engine);
        if (round >= 0) {
          rates[round] = measured.interrupts() / measured.cpuSeconds();
          deliveries[round] = (double) measured.deliveries() / measured.interrupts();
        }
      }
    }
    return List.of(
        new Figure("SGIs between two running vCPUs", Median.of(rates), "1/s", null, null),
        new Figure("deliveries for each", Median.of(deliveries), "", null, null));
  }

  private static Measured run(Engine engine) {
    HostPlan plan = Planner.plan(ScenarioReader.parse(Path.of("ipi"), SCENARIO)).getFirst();
    HostStatistics statistics = HostWorlds.statistics(plan);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try (Simulation simulation = HostWorlds.timed(engine, plan, 1, List.of(statistics))) {
      long begun = threads.getCurrentThreadCpuTime();
      simulation.run(PICOS);
      double cpuSeconds = (threads.getCurrentThreadCpuTime() - begun) / 1e9;
      var entries =
          statistics.stages().of(0, InterruptStages.Kind.SGI, InterruptStages.Stage.ENTRY);
      long taken = Objects.requireNonNull(entries).getTotalCount();
      return new Measured(taken, simulation.events(), cpuSeconds);
    }
  }
}
