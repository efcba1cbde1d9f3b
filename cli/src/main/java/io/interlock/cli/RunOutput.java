package io.interlock.cli;

import io.interlock.actors.result.HostObservers;
import io.interlock.actors.result.RunControl;
import io.interlock.actors.result.Violation;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/// How a simulation shows its progress and its result, and what its exit status is.
final class RunOutput {
  @Option(names = "--json", description = "Print one JSON object on standard output, nothing else.")
  private boolean json;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  /// Whether nothing is to be said while it runs.
  boolean isQuiet() {
    return quiet;
  }

  /// Runs something that shows its progress and can be interrupted.
  ///
  /// @param observers who else hears of a host's facts
  <R> R attended(
      Terminal terminal,
      Interruption interruption,
      HostObservers observers,
      Function<RunControl, R> run) {
    var display = new ProgressDisplay(terminal);
    interruption.listen();
    try {
      return run.apply(
          new RunControl(quiet ? _ -> {} : display, interruption::isRequested, observers));
    } finally {
      display.finish();
    }
  }

  /// Prints a result as the user wants it.
  void print(Terminal terminal, Object result, String text) {
    terminal.print(json ? Json.line(result) : text);
  }

  /// The exit status of a run that came to its end, or was interrupted.
  static int status(boolean interrupted, List<Violation> violations) {
    if (interrupted) {
      return ExitStatus.INTERRUPTED;
    }
    return violations.isEmpty() ? ExitStatus.OK : ExitStatus.VIOLATION;
  }
}
