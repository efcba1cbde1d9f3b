package io.interlock.cluster.fleet;

import io.interlock.actors.result.RunControl;
import io.interlock.actors.scenario.FleetScenario;
import io.interlock.cluster.AttendedRun;
import java.util.concurrent.CompletableFuture;

/// Runs a fleet on the cores of this machine.
public final class FleetRunner {
  private FleetRunner() {}

  /// Runs a fleet to its end, or until it is told to stop.
  ///
  /// @throws io.interlock.actors.scenario.ScenarioException when hosts or guests cannot be made
  public static FleetResult run(FleetScenario scenario, RunControl control) {
    return run(scenario, control, FleetWatch.NONE);
  }

  /// The same, while somebody watches.
  public static FleetResult run(FleetScenario scenario, RunControl control, FleetWatch watch) {
    FleetPlan plan = FleetPlan.of(scenario);
    int wanted = plan.run().threads();
    int threads = wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
    try (LocalHosts hosts = new LocalHosts(plan, threads)) {
      FleetRun run = new FleetRun(scenario, plan, hosts, Journal.NONE, watch);
      CompletableFuture<Void> end =
          CompletableFuture.runAsync(
              run::run, task -> Thread.ofPlatform().daemon().name("interlock-windows").start(task));
      boolean _ = new AttendedRun(end, run::progress, run::interrupt).await(control);
      return run.result();
    }
  }
}
