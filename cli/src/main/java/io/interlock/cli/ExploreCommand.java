package io.interlock.cli;

import io.interlock.actors.explore.ExploreControl;
import io.interlock.actors.explore.ExploreResult;
import io.interlock.actors.explore.ExploreSettings;
import io.interlock.actors.explore.HostExplorer;
import io.interlock.actors.property.Properties;
import io.interlock.actors.scenario.Durations;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.ScenarioBundle;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.counterexample.CounterexampleWriter;
import io.interlock.engine.explore.counterexample.Origin;
import io.interlock.engine.explore.sample.Nondeterminism;
import io.interlock.engine.explore.search.Searches;
import io.interlock.engine.explore.shrink.ShrinkAim;
import io.interlock.hardware.text.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `interlock explore`.
@Command(
    name = "explore",
    description = "Try the deliveries of a scenario in many orders, and find what breaks.",
    footer = {
      "",
      "Sampling: portfolio and the strategies that it rotates. Proofs: dpor and stateful, which try every order.",
      "Exit status: 0 nothing broken, 1 a property was broken, 2 the input or the call is wrong,",
      "3 Interlock itself failed, 130 interrupted by SIGINT or SIGTERM (after printing what it has)."
    })
final class ExploreCommand implements Callable<Integer> {
  private static final String DEFAULT_FOLDER = "counterexamples";

  private final Terminal terminal;
  private final Interruption interruption;

  @Mixin private ScenarioOptions scenarioOptions = new ScenarioOptions();

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      defaultValue = "portfolio",
      description = "How orders are chosen (default: ${DEFAULT-VALUE}).")
  private String strategy = "portfolio";

  @Option(
      names = "--executions",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Executions at most (default: ${DEFAULT-VALUE}).")
  private long executions;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Deliveries of one execution at most (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--skew",
      paramLabel = "DURATION",
      description =
          "How far ahead of the earliest thing pending anything may happen: how late messages are"
              + " at most, and how early timers (default: 1ms; for proofs there is no bound).")
  private @Nullable String skew;

  @Option(
      names = "--property",
      paramLabel = "NAME",
      split = ",",
      description = "Judge these properties only; see interlock properties.")
  private List<String> properties = new ArrayList<>();

  @Option(names = "--first", description = "Stop at the first violation.")
  private boolean first;

  @Option(
      names = "--shortest",
      description =
          "Shrink to the fewest deliveries, rather than to those that follow the order of time for"
              + " longest.")
  private boolean shortest;

  @Option(names = "--json", description = "Print one JSON object on standard output, nothing else.")
  private boolean json;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = DEFAULT_FOLDER,
      description = "Write counterexamples into this folder (default: ${DEFAULT-VALUE}).")
  private String out = DEFAULT_FOLDER;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  ExploreCommand(Terminal terminal, Interruption interruption) {
    this.terminal = terminal;
    this.interruption = interruption;
  }

  @Override
  public Integer call() {
    Scenario scenario = scenarioOptions.read();
    scenario.checkSimulates();
    ScenarioBundle bundle = scenarioOptions.bundle();
    var origin = new Origin(Version.number(), bundle.text(), "", bundle.files());
    ExploreResult result = explore(scenario, settings(scenario), origin);
    List<String> files = write(result);
    return report(result, files);
  }

  /// Prints what came of a search; returns the exit status that says so.
  int report(ExploreResult result, List<String> files) {
    terminal.print(json ? Json.line(ExploreJson.of(result, files)) : ExploreText.of(result, files));
    Nondeterminism hidden = result.nondeterminism();
    if (hidden != null) {
      terminal.err().println("interlock: " + hidden.line());
      return ExitStatus.FAILURE;
    }
    if (result.interrupted()) {
      return ExitStatus.INTERRUPTED;
    }
    return result.finds().isEmpty() ? ExitStatus.OK : ExitStatus.VIOLATION;
  }

  private ExploreSettings settings(Scenario scenario) {
    int threads = scenario.run().threads();
    return new ExploreSettings(
        strategy(),
        scenario.run().seed(),
        positive("--executions", executions),
        (int) positive("--steps", steps),
        skewPicos(),
        threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
        first,
        judged(),
        shortest ? ShrinkAim.FEWEST_DELIVERIES : ShrinkAim.LATEST_DEPARTURE);
  }

  private String strategy() {
    try {
      Searches.check(strategy);
    } catch (IllegalArgumentException e) {
      throw new BadCall("--strategy: " + e.getMessage() + "; proofs are dpor, stateful");
    }
    return strategy;
  }

  private long skewPicos() {
    if (Searches.isProof(strategy)) {
      if (skew != null) {
        throw new BadCall(
            "--skew " + skew + " with --strategy " + strategy, "none: proofs have no bound");
      }
      return Scene.UNBOUNDED;
    }
    String text = skew == null ? "1ms" : skew;
    return Durations.picos(text)
        .orElseThrow(
            () -> new BadCall("--skew " + text, "a number and one of " + Durations.units()));
  }

  private static long positive(String option, long value) {
    if (value < 1) {
      throw new BadCall(option + " " + value, "1 or more");
    }
    return value;
  }

  private List<Properties> judged() {
    List<String> known = Arrays.stream(Properties.values()).map(Properties::title).toList();
    for (String name : properties) {
      if (!known.contains(name)) {
        throw new BadCall(
            "no property is named '" + name + "'" + Nearest.hint(name, known),
            String.join(", ", known));
      }
    }
    return Arrays.stream(Properties.values())
        .filter(each -> properties.isEmpty() || properties.contains(each.title()))
        .toList();
  }

  private ExploreResult explore(Scenario scenario, ExploreSettings settings, Origin origin) {
    var display = new ExploreDisplay(terminal, settings.executions());
    interruption.listen();
    try {
      return HostExplorer.explore(
          scenario,
          settings,
          origin,
          new ExploreControl(
              quiet ? _ -> {} : display, interruption::isRequested, System::nanoTime));
    } finally {
      display.finish();
    }
  }

  /// Writes each counterexample; returns the paths.
  private List<String> write(ExploreResult result) {
    List<String> files = new ArrayList<>();
    if (result.finds().isEmpty()) {
      return files;
    }
    ReportFolder folder = ReportFolder.prepare(out);
    for (int i = 0; i < result.finds().size(); i++) {
      ExploreResult.Find find = result.finds().get(i);
      String name = "%02d-%s.json".formatted(i + 1, find.violation().property());
      folder.write(name, CounterexampleWriter.json(find.counterexample()));
      files.add(Path.of(out).resolve(name).toString());
    }
    return files;
  }
}
