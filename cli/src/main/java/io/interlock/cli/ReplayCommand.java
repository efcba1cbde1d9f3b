package io.interlock.cli;

import io.interlock.actors.explore.HostReplay;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.engine.explore.counterexample.Counterexample;
import io.interlock.engine.explore.counterexample.CounterexampleException;
import io.interlock.engine.explore.counterexample.CounterexampleReader;
import io.interlock.engine.explore.explain.Explanation;
import io.interlock.engine.explore.explain.MermaidDiagram;
import io.interlock.engine.explore.explain.Page;
import io.interlock.engine.explore.explain.TextList;
import io.interlock.engine.explore.explain.TextTable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `interlock replay`.
@Command(name = "replay", description = "Run a counterexample again and explain it.")
final class ReplayCommand implements Callable<Integer> {
  private static final int STEPS_MAX = 20_000;

  /// How the execution is shown.
  enum View {
    TABLE,
    LIST,
    MERMAID
  }

  /// What the JSON says.
  ///
  /// @param departure the first step that is not in the order of time; null in lenient replays
  /// @param departureLength deliveries from there to the last that matters
  /// @param nearby by how much a lenient replay took another order than that of the file
  record Verdict(
      String property,
      String message,
      boolean reproduced,
      int step,
      String digest,
      @Nullable Integer departure,
      @Nullable Integer departureLength,
      int skipped,
      String nearby,
      @Nullable String difference) {}

  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "A counterexample that explore wrote.")
  private Path file = Path.of("");

  @Option(
      names = "--scenario",
      paramLabel = "SCENARIO",
      description = "Try the same order on this scenario: what is no longer possible is left out.")
  private @Nullable Path scenario;

  @Option(
      names = "--view",
      paramLabel = "table|list|mermaid",
      defaultValue = "table",
      description = "How the execution is shown (default: ${DEFAULT-VALUE}).")
  private View view = View.TABLE;

  @Option(names = "--json", description = "Print one JSON object on standard output, nothing else.")
  private boolean json;

  ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Counterexample counterexample = read();
    HostReplay.Result result =
        scenario == null
            ? HostReplay.strict(counterexample, file.toString())
            : HostReplay.lenient(
                counterexample,
                file.toString(),
                ScenarioReader.read(scenario, List.of()),
                STEPS_MAX);
    if (result.difference() != null) {
      throw new BadCall(
          file + ": does not replay: " + result.difference(),
          "an unchanged file of this version of Interlock, or --scenario for a lenient replay");
    }
    terminal.print(json ? Json.line(verdict(counterexample, result)) : text(result));
    return result.broken() ? ExitStatus.VIOLATION : ExitStatus.OK;
  }

  private Counterexample read() {
    try {
      return CounterexampleReader.read(file);
    } catch (CounterexampleException e) {
      throw new BadFile(e.getMessage());
    }
  }

  private static Verdict verdict(Counterexample counterexample, HostReplay.Result result) {
    Explanation explanation = result.explanation();
    return new Verdict(
        counterexample.violation().property(),
        result.message() == null ? "" : result.message(),
        result.broken(),
        counterexample.failingStep(),
        counterexample.digest(),
        explanation == null ? null : explanation.departure(),
        explanation == null ? null : explanation.afterDeparture(),
        result.skipped(),
        result.nearby(),
        result.difference());
  }

  private String text(HostReplay.Result result) {
    Explanation explanation = result.explanation();
    if (explanation == null) {
      String verdict = result.broken() ? "broken again: " + result.message() : "not broken";
      return result.nearby().isEmpty()
          ? "%s; %d decisions were not possible%n".formatted(verdict, result.skipped())
          : "%s; with %s%n".formatted(verdict, result.nearby());
    }
    return switch (view) {
      case TABLE -> TextTable.of(explanation, Page.SCREEN);
      case LIST -> TextList.of(explanation, Page.SCREEN);
      case MERMAID -> MermaidDiagram.of(explanation, Page.SCREEN.rowsMax());
    };
  }
}
