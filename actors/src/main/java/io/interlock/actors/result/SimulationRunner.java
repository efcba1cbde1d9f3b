package io.interlock.actors.result;

import io.interlock.actors.scenario.Scenario;

/// Runs scenarios.
@FunctionalInterface
public interface SimulationRunner {
  /// Runs a scenario to its end, or until it is told to stop: then the result is
  /// [RunResult#interrupted] and covers what ran.
  ///
  /// @throws io.interlock.actors.scenario.ScenarioException when its hosts or guests cannot be made
  RunResult run(Scenario scenario, RunControl control);
}
