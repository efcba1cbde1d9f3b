package io.interlock.cluster.fleet;

import io.interlock.actors.result.Progress;
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
    long started = System.nanoTime();
    FleetPlan plan = FleetPlan.of(scenario);
    int wanted = plan.run().threads();
    int threads = wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
    try (LocalHosts hosts = new LocalHosts(plan, threads)) {
      Controller controller = new Controller(plan);
      FleetLoop loop = new FleetLoop(controller, hosts, plan.run().virtualPicos());
      boolean interrupted = await(loop, hosts, plan, control, started);
      return FleetResults.of(
          scenario,
          plan,
          controller,
          hosts.summaries(),
          new FleetResults.Run(
              interrupted,
              loop.nowPicos(),
              System.nanoTime() - started,
              loop.controllerNanos(),
              loop.windows()));
    }
  }

  /// Waits for the end while reporting progress; says whether somebody asked to stop earlier.
  private static boolean await(
      FleetLoop loop, Hosts hosts, FleetPlan plan, RunControl control, long started) {
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            loop::run, task -> Thread.ofPlatform().daemon().name("interlock-windows").start(task));
    boolean interrupted = false;
    while (true) {
      try {
        end.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        return interrupted;
      } catch (TimeoutException _) {
        control
            .progress()
            .progressed(
                new Progress(
                    loop.nowPicos(),
                    plan.run().virtualPicos(),
                    hosts.events(),
                    System.nanoTime() - started));
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(failed.getCause());
      } catch (InterruptedException _) {
        interrupted = true;
        loop.interrupt();
      }
      if (!interrupted && control.stopRequested().getAsBoolean()) {
        interrupted = true;
        loop.interrupt();
      }
    }
  }
}
