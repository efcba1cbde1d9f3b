package io.interlock.cluster.fleet;

import io.interlock.actors.result.Progress;
import io.interlock.actors.scenario.FleetScenario;

/// One run of a fleet, on hosts wherever they are.
public final class FleetRun {
  private final FleetScenario scenario;
  private final FleetPlan plan;
  private final Hosts hosts;
  private final Controller controller;
  private final FleetWatch watch;
  private final FleetLoop loop;
  private final long startedNanos = System.nanoTime();
  private volatile boolean interrupted;

  /// A run that goes on where the journal ends.
  public FleetRun(
      FleetScenario scenario, FleetPlan plan, Hosts hosts, Journal journal, FleetWatch watch) {
    this.scenario = scenario;
    this.plan = plan;
    this.hosts = hosts;
    this.watch = watch;
    controller = new Controller(plan);
    loop = new FleetLoop(plan, controller, hosts, journal, watch);
  }

  /// Runs to the end, or until [#interrupt].
  public void run() {
    loop.run();
    if (watch != FleetWatch.NONE) {
      watch.saw(loop.moment());
    }
  }

  /// Ends the run soon, on whatever thread it is.
  public void interrupt() {
    interrupted = true;
    loop.interrupt();
  }

  /// How far it is.
  public Progress progress() {
    return new Progress(
        loop.nowPicos(),
        plan.run().virtualPicos(),
        hosts.events(),
        System.nanoTime() - startedNanos);
  }

  /// What came of it, once [#run] has come back.
  public FleetResult result() {
    return FleetResults.of(
        scenario,
        plan,
        controller,
        hosts.summaries(),
        new FleetResults.Run(
            interrupted,
            loop.nowPicos(),
            System.nanoTime() - startedNanos,
            loop.controllerNanos(),
            loop.windows()));
  }
}
