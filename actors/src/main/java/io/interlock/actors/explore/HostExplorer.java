package io.interlock.actors.explore;

import io.interlock.actors.explore.ExploreResult.Find;
import io.interlock.actors.host.HostPlan;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.ScenarioException;
import io.interlock.engine.Engine;
import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.counterexample.Counterexample;
import io.interlock.engine.explore.counterexample.Origin;
import io.interlock.engine.explore.shrink.Shrinker;
import io.interlock.engine.explore.shrink.Shrunk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Searches a host for broken properties.
///
/// A search ends with the first violation. It is then repeated with all that was found so far taken
/// as known, so that one defect does not hide another, until the budget is spent or nothing new is
/// found.
public final class HostExplorer {
  private final Worlds all;
  private final ExploreSettings settings;
  private final Origin origin;
  private final ExploreControl control;
  private final List<Find> finds = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private long executions;
  private long deliveries;

  private HostExplorer(
      Worlds all, ExploreSettings settings, Origin origin, ExploreControl control) {
    this.all = all;
    this.settings = settings;
    this.origin = origin;
    this.control = control;
  }

  /// Searches the only host of a scenario.
  ///
  /// @param origin what the counterexamples say about where they come from
  /// @throws ScenarioException where the scenario has more than one host
  /// @throws IllegalArgumentException in one line, where a setting is wrong
  public static ExploreResult explore(
      Scenario scenario, ExploreSettings settings, Origin origin, ExploreControl control) {
    HostPlan plan = onlyHost(scenario);
    Search search = Searches.of(settings);
    try (Engine engine = new Engine(1)) {
      Worlds worlds =
          new Worlds(engine, plan, settings.properties(), settings.skewPicos(), _ -> true);
      return new HostExplorer(worlds, settings, origin, control).run(search);
    }
  }

  /// The plan of the only host there is.
  static HostPlan onlyHost(Scenario scenario) {
    List<HostPlan> plans = Planner.plan(scenario);
    if (plans.size() != 1) {
      throw scenario.refuse(
          scenario.hosts().getFirst().path("count"),
          plans.size() + " hosts in a scenario that is searched",
          "1: hosts meet only in a fleet");
    }
    return plans.getFirst();
  }

  private ExploreResult run(Search search) {
    long start = control.nanos().getAsLong();
    Search.Outcome last;
    int round = 0;
    do {
      last =
          search.run(
              all.judging(violation -> !known.contains(violation.kind())),
              round++,
              settings.executions() - executions,
              soFar(start));
      executions += last.executions();
      deliveries += last.deliveries();
      if (last.found() != null) {
        take(last, last.found());
      }
    } while (last.found() != null
        && !settings.first()
        && executions < settings.executions()
        && !control.stopped().getAsBoolean());
    boolean interrupted = last.interrupted() || control.stopped().getAsBoolean();
    return new ExploreResult(
        settings.strategy(),
        settings.seed(),
        executions,
        deliveries,
        last.states(),
        last.coverage(),
        (control.nanos().getAsLong() - start) / 1e9,
        last.exhausted(),
        interrupted,
        last.found() == null
            ? last.end()
            : settings.first() ? "at the first violation" : "after all executions",
        finds);
  }

  private ExploreControl soFar(long start) {
    return new ExploreControl(
        at ->
            control
                .progress()
                .accept(
                    new ExploreControl.Progress(
                        executions + at.seen(),
                        deliveries + at.deliveries(),
                        finds.size(),
                        control.nanos().getAsLong() - start)),
        control.stopped(),
        control.nanos());
  }

  private void take(Search.Outcome outcome, Violation violation) {
    known.add(violation.kind());
    List<Decision> schedule = outcome.schedule();
    try (World world = all.judging(only(violation)).open()) {
      Shrunk shrunk = new Shrinker(world).shrink(schedule, violation.property());
      finds.add(
          new Find(
              shrunk.violation(),
              executions - outcome.executions() + outcome.execution(),
              schedule.size(),
              shrunk.length().deliveries(),
              shrunk.length().afterDeparture(),
              shrunk.replays(),
              Counterexample.of(world, origin, shrunk)));
    }
  }

  /// What shrinking and replaying look for: the same thing broken in the same way.
  static java.util.function.Predicate<Violation> only(Violation wanted) {
    return violation -> violation.kind().equals(wanted.kind());
  }
}
