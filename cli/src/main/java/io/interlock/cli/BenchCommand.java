package io.interlock.cli;

import io.interlock.hardware.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `interlock bench`.
@Command(name = "bench", description = "Run the project's own benchmarks, in short form.")
final class BenchCommand implements Callable<Integer> {
  /// What one benchmark found, as the JSON has it.
  record Outcome(String name, String meaning, List<Benchmark.Row> figures) {}

  private final Wiring wiring;
  private final Terminal terminal;

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which to run; all by default.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "Only say which benchmarks there are.")
  private boolean list;

  @Option(names = "--json", description = "Print one JSON object on standard output, nothing else.")
  private boolean json;

  @Option(names = "--out", paramLabel = "DIR", description = "Write result.json into this folder.")
  private @Nullable String out;

  @Option(names = "--quiet", description = "Do not say which benchmark runs.")
  private boolean quiet;

  BenchCommand(Wiring wiring, Terminal terminal) {
    this.wiring = wiring;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Benchmark> chosen = chosen();
    @Nullable ReportFolder folder = out == null ? null : ReportFolder.prepare(out);
    var outcomes = new ArrayList<Outcome>();
    for (Benchmark benchmark : chosen) {
      outcomes.add(new Outcome(benchmark.name(), benchmark.meaning(), figures(benchmark)));
    }
    Map<String, List<Outcome>> result = Map.of("benchmarks", outcomes);
    if (folder != null) {
      folder.write("result.json", Json.pretty(result));
    }
    terminal.print(json ? Json.line(result) : text(outcomes));
    return ExitStatus.OK;
  }

  private List<Benchmark> chosen() {
    List<String> known = wiring.benchmarks().stream().map(Benchmark::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new BadCall(
            "no benchmark is named '" + name + "'" + Nearest.hint(name, known),
            String.join(", ", known));
      }
    }
    return wiring.benchmarks().stream()
        .filter(benchmark -> names.isEmpty() || names.contains(benchmark.name()))
        .toList();
  }

  private List<Benchmark.Row> figures(Benchmark benchmark) {
    if (list) {
      return List.of();
    }
    if (!quiet) {
      terminal.err().println("interlock: " + benchmark.name() + ": " + benchmark.meaning());
    }
    return benchmark.measure();
  }

  private String text(List<Outcome> outcomes) {
    if (list) {
      var names = new Table(2, "benchmark", "measures");
      outcomes.forEach(outcome -> names.row(outcome.name(), outcome.meaning()));
      return names.toString();
    }
    var figures = new Table(2, "benchmark", "figure", "value", "unit", "ratio", "to", "goal");
    for (Outcome outcome : outcomes) {
      for (Benchmark.Row figure : outcome.figures()) {
        figures.row(
            outcome.name(),
            figure.name(),
            Units.figure(figure.value()),
            figure.unit(),
            figure.ratio() == null ? "" : Units.figure(figure.ratio()),
            figure.baseline() == null ? "" : figure.baseline(),
            figure.goal());
      }
    }
    return figures.toString();
  }
}
