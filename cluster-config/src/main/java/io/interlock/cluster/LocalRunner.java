package io.interlock.cluster;

import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.result.Progress;
import io.interlock.actors.result.RunControl;
import io.interlock.actors.result.RunResult;
import io.interlock.actors.result.SimulationRunner;
import io.interlock.actors.scenario.RunSpec;
import io.interlock.actors.scenario.Scenario;
import io.interlock.engine.Engine;
import java.util.List;

/// Runs the hosts of a scenario on the cores of this machine, each in a world of its own.
///
/// Hosts of one scenario do not meet, so each runs to the end on whichever thread is free, and the
/// result does not depend on how many there are.
public final class LocalRunner implements SimulationRunner {
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
      AttendedRun attended =
          new AttendedRun(
              runs.start(), () -> progress(runs, scenario.run(), started), runs::interrupt);
      boolean interrupted = attended.await(control);
      return Results.of(scenario, plans, runs, interrupted, System.nanoTime() - started);
    }
  }

  private static Progress progress(HostRuns runs, RunSpec run, long started) {
    return new Progress(
        Math.min(runs.nowPicos(), run.virtualPicos()),
        run.virtualPicos(),
        runs.events(),
        System.nanoTime() - started);
  }
}
