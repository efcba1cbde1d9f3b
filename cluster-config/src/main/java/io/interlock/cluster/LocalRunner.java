package io.interlock.cluster;

import io.interlock.actors.host.HostPlan;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.result.Progress;
import io.interlock.actors.result.RunControl;
import io.interlock.actors.result.RunResult;
import io.interlock.actors.result.SimulationRunner;
import io.interlock.actors.scenario.RunSpec;
import io.interlock.actors.scenario.Scenario;
import io.interlock.engine.Engine;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs the hosts of a scenario on the cores of this machine, each in a world of its own.
///
/// Hosts of one scenario do not meet, so each runs to the end on whichever thread is free, and the
/// result does not depend on how many there are.
public final class LocalRunner implements SimulationRunner {
  private static final long POLL_MILLIS = 20;

  @Override
  public RunResult run(Scenario scenario, RunControl control) {
    long started = System.nanoTime();
    List<HostPlan> plans = Planner.plan(scenario);
    int wanted = scenario.run().threads();
    int threads = wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
    try (Engine engine = new Engine(threads)) {
      HostRuns runs =
          scenario.run().mode() == RunSpec.Mode.LIVE
              ? new LiveHosts(engine, plans, scenario.run())
              : new TimedHosts(engine, plans, scenario.run(), control.observers());
      boolean interrupted = await(runs, scenario.run(), control, started);
      return Results.of(scenario, plans, runs, interrupted, System.nanoTime() - started);
    }
  }

  /// Waits for the end while reporting progress; says whether somebody asked to stop earlier.
  private static boolean await(HostRuns runs, RunSpec run, RunControl control, long started) {
    CompletableFuture<Void> end = runs.start();
    boolean interrupted = false;
    while (true) {
      try {
        end.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        report(runs, run, control, started);
        return interrupted;
      } catch (TimeoutException _) {
        report(runs, run, control, started);
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(failed.getCause());
      } catch (InterruptedException _) {
        interrupted = true;
        runs.interrupt();
      }
      if (!interrupted && control.stopRequested().getAsBoolean()) {
        interrupted = true;
        runs.interrupt();
      }
    }
  }

  private static void report(HostRuns runs, RunSpec run, RunControl control, long started) {
    control
        .progress()
        .progressed(
            new Progress(
                Math.min(runs.nowPicos(), run.virtualPicos()),
                run.virtualPicos(),
                runs.events(),
                System.nanoTime() - started));
  }
}
