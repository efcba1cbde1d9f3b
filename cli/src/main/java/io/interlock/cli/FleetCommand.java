package io.interlock.cli;

import io.interlock.actors.result.RunControl;
import io.interlock.actors.scenario.FleetScenario;
import io.interlock.cluster.fleet.FleetResult;
import io.interlock.cluster.fleet.FleetRunner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `interlock fleet`.
@Command(
    name = "fleet",
    description = "Simulate a fleet: VMs come, move and go while its hosts run.",
    footer = {
      "",
      "Exit status: 0 nothing broken, 1 a property was broken, 2 the input or the call is wrong,",
      "3 Interlock itself failed, 130 interrupted by SIGINT or SIGTERM (after printing what it has)."
    })
final class FleetCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Interruption interruption;

  @Mixin private ScenarioOptions scenarioOptions = new ScenarioOptions();

  @Option(names = "--json", description = "Print one JSON object on standard output, nothing else.")
  private boolean json;

  @Option(names = "--out", paramLabel = "DIR", description = "Write result.json into this folder.")
  private @Nullable String out;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  FleetCommand(Terminal terminal, Interruption interruption) {
    this.terminal = terminal;
    this.interruption = interruption;
  }

  @Override
  public Integer call() {
    FleetScenario scenario = scenarioOptions.readFleet();
    @Nullable ReportFolder folder = out == null ? null : ReportFolder.prepare(out);
    FleetResult result = run(scenario);
    if (folder != null) {
      folder.write("result.json", Json.pretty(result));
    }
    terminal.print(json ? Json.line(result) : FleetText.of(result));
    if (result.interrupted()) {
      return ExitStatus.INTERRUPTED;
    }
    return result.violations().isEmpty() ? ExitStatus.OK : ExitStatus.VIOLATION;
  }

  private FleetResult run(FleetScenario scenario) {
    var display = new ProgressDisplay(terminal);
    interruption.listen();
    try {
      return FleetRunner.run(
          scenario, new RunControl(quiet ? _ -> {} : display, interruption::isRequested));
    } finally {
      display.finish();
    }
  }
}
