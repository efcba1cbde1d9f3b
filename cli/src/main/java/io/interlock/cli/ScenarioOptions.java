package io.interlock.cli;

import io.interlock.actors.scenario.FleetScenario;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.ScenarioBundle;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.actors.scenario.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The scenario of a command, and the options that change it.
final class ScenarioOptions {
  @Parameters(paramLabel = "SCENARIO", description = "A scenario file (docs/scenarios.md).")
  private Path scenario = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "path=value",
      description = "Give a key of the scenario another value; may be repeated.")
  private List<String> assignments = new ArrayList<>();

  @Option(names = "--seed", paramLabel = "N", description = "The same as --set run.seed=N.")
  private @Nullable String seed;

  @Option(
      names = "--mode",
      paramLabel = "timed|live",
      description = "The same as --set run.mode=...: virtual or wall-clock time.")
  private @Nullable String mode;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "The same as --set run.threads=N: workers; 0 is one for each processor.")
  private @Nullable String threads;

  /// Reads the scenario.
  Scenario read() {
    return ScenarioReader.read(scenario, settings());
  }

  /// Reads the scenario of a fleet.
  FleetScenario readFleet() {
    return ScenarioReader.readFleet(scenario, settings());
  }

  /// The scenario of a fleet with all its files in one piece.
  ScenarioBundle bundleFleet() {
    return ScenarioBundle.packFleet(scenario, settings());
  }

  /// Whether it is that of a fleet.
  boolean isFleet() {
    return ScenarioReader.isFleet(scenario, settings());
  }

  /// The scenario with all its files in one piece.
  ScenarioBundle bundle() {
    return ScenarioBundle.pack(scenario, settings());
  }

  private List<Setting> settings() {
    var settings = new ArrayList<Setting>();
    assignments.forEach(assignment -> settings.add(Setting.parse(assignment)));
    add(settings, "--seed", "run.seed", seed);
    add(settings, "--mode", "run.mode", mode);
    add(settings, "--threads", "run.threads", threads);
    return settings;
  }

  private static void add(
      List<Setting> settings, String option, String path, @Nullable String value) {
    if (value != null) {
      settings.add(new Setting(option + " " + value, path, value));
    }
  }
}
