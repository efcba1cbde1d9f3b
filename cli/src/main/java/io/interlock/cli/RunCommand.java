package io.interlock.cli;

import io.interlock.actors.plan.UapiRun;
import io.interlock.actors.result.HostObservers;
import io.interlock.actors.result.RunResult;
import io.interlock.actors.result.UapiResult;
import io.interlock.actors.scenario.Scenario;
import io.interlock.hypervisor.kvm.transcript.Transcript;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `interlock run`.
@Command(
    name = "run",
    description = "Simulate the hosts of a scenario and print what came of it.",
    footer = {
      "",
      "Exit status: 0 nothing broken, 1 a property was broken or a call of the key uapi had another",
      "result than expected, 2 the input or the call is wrong, 3 Interlock itself",
      "failed, 130 interrupted by SIGINT or SIGTERM (after printing what it has)."
    })
final class RunCommand implements Callable<Integer> {
  private final Wiring wiring;
  private final Terminal terminal;
  private final Interruption interruption;

  @Mixin private ScenarioOptions scenarioOptions = new ScenarioOptions();

  @Mixin private RunOutput output = new RunOutput();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write result.json and perf-VM.data into this folder.")
  private @Nullable String out;

  RunCommand(Wiring wiring, Terminal terminal, Interruption interruption) {
    this.wiring = wiring;
    this.terminal = terminal;
    this.interruption = interruption;
  }

  @Override
  public Integer call() {
    Scenario scenario = scenarioOptions.read();
    Transcript calls = scenario.calls();
    return calls == null ? simulate(scenario) : call(scenario, calls);
  }

  /// Makes calls in place of a simulation: it takes no time worth a progress display.
  private int call(Scenario scenario, Transcript calls) {
    @Nullable ReportFolder folder = out == null ? null : ReportFolder.prepare(out);
    UapiResult result = UapiRun.of(scenario, calls);
    if (folder != null) {
      folder.write("result.json", Json.pretty(result));
    }
    output.print(terminal, result, UapiText.of(result));
    return result.unexpected() == 0 ? ExitStatus.OK : ExitStatus.VIOLATION;
  }

  private int simulate(Scenario scenario) {
    @Nullable ReportFolder folder = out == null ? null : ReportFolder.prepare(out);
    PerfFiles profiles = new PerfFiles();
    RunResult result = run(scenario, folder == null ? _ -> List.of() : profiles::of);
    if (folder != null) {
      profiles.write(folder);
      folder.write("result.json", Json.pretty(result));
    }
    output.print(terminal, result, TextSummary.of(result));
    return RunOutput.status(result.interrupted(), result.violations());
  }

  private RunResult run(Scenario scenario, HostObservers observers) {
    return output.attended(
        terminal, interruption, observers, control -> wiring.runner().get().run(scenario, control));
  }
}
