package io.interlock.cluster.fleet;

import io.interlock.actors.result.RunControl;
import io.interlock.actors.scenario.FleetScenario;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs a fleet on the cores of this machine.
public final class FleetRunner {
  private static final long POLL_MILLIS = 20;

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
      await(run, control);
      return run.result();
    }
  }

  /// Waits for the end while reporting progress, or until somebody asks to stop.
  private static void await(FleetRun run, RunControl control) {
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            run::run, task -> Thread.ofPlatform().daemon().name("interlock-windows").start(task));
    boolean interrupted = false;
    while (true) {
      try {
        end.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException _) {
        control.progress().progressed(run.progress());
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(failed.getCause());
      } catch (InterruptedException _) {
        interrupted = true;
        run.interrupt();
      }
      if (!interrupted && control.stopRequested().getAsBoolean()) {
        interrupted = true;
        run.interrupt();
      }
    }
  }
}
