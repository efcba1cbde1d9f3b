package io.interlock.actors.explore;

import io.interlock.actors.explore.ExploreResult.Find;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.scenario.Scenario;
import io.interlock.engine.Engine;
import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Replay;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.counterexample.Counterexample;
import io.interlock.engine.explore.counterexample.Origin;
import io.interlock.engine.explore.sample.Nondeterminism;
import io.interlock.engine.explore.search.Confirmation;
import io.interlock.engine.explore.search.Search;
import io.interlock.engine.explore.search.SearchControl;
import io.interlock.engine.explore.search.SearchOutcome;
import io.interlock.engine.explore.search.SearchSettings;
import io.interlock.engine.explore.search.Searches;
import io.interlock.engine.explore.shrink.Shrinker;
import io.interlock.engine.explore.shrink.Shrunk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Searches a host for broken properties.
///
/// A search ends with the first violation. It is then repeated with all that was found so far taken
/// as known, so that one defect does not hide another, until the budget is spent or nothing new is
/// found.
public final class HostExplorer {
  /// A host whose guests never end does not come to rest in any order, and nothing is wrong with
  /// that. `progress` judges those executions that do.
  private static final int NO_FAIR_SUFFIX = 0;

  private final Worlds all;
  private final ExploreSettings settings;
  private final Origin origin;
  private final ExploreControl control;
  private final List<Find> finds = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private long executions;
  private long deliveries;
  private @Nullable Nondeterminism hidden;

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
    Search search =
        Searches.of(
            new SearchSettings(
                settings.strategy(),
                settings.seed(),
                settings.steps(),
                NO_FAIR_SUFFIX,
                settings.workers()));
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
    SearchOutcome last;
    int round = 0;
    do {
      last =
          search.run(
              all.judging(violation -> !known.contains(violation.kind()))::open,
              round++,
              settings.executions() - executions,
              soFar(start));
      executions += last.executions();
      deliveries += last.deliveries();
      hidden = last.nondeterminism();
      if (last.found() != null && hidden == null) {
        take(last, last.found());
      }
    } while (last.found() != null
        && hidden == null
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
        end(last, interrupted),
        hidden,
        finds);
  }

  private String end(SearchOutcome last, boolean interrupted) {
    if (hidden != null) {
      return "not deterministic";
    }
    if (last.found() == null) {
      return last.end();
    }
    if (settings.first()) {
      return "at the first violation";
    }
    return interrupted ? "interrupted" : "after all executions";
  }

  private SearchControl soFar(long start) {
    return new SearchControl(
        (seen, steps) ->
            control
                .progress()
                .accept(
                    new ExploreControl.Progress(
                        executions + seen,
                        deliveries + steps,
                        finds.size(),
                        control.nanos().getAsLong() - start)),
        control.stopped());
  }

  private void take(SearchOutcome outcome, Violation violation) {
    known.add(violation.kind());
    List<Decision> schedule = outcome.schedule();
    try (World world = all.judging(only(violation)).open()) {
      Replay.Mismatch differs = Confirmation.of(world, schedule, violation);
      if (differs != null) {
        hidden =
            Nondeterminism.at(outcome.execution(), settings.strategy(), settings.seed(), differs);
        return;
      }
      Shrunk shrunk = new Shrinker(world, settings.aim()).shrink(schedule, violation.property());
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
