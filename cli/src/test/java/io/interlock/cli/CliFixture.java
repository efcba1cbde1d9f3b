package io.interlock.cli;

import io.interlock.actors.result.RunResult;
import io.interlock.actors.result.SimulationRunner;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Runs commands in this JVM and keeps what they write.
final class CliFixture {
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  final Interruption interruption = new Interruption();
  private final Wiring wiring;
  private final Map<String, String> environment;

  CliFixture(SimulationRunner runner, Map<String, String> environment, Benchmark... benchmarks) {
    this.wiring = new Wiring(() -> runner, List.of(benchmarks));
    this.environment = environment;
  }

  /// With a runner that always answers so.
  static CliFixture answering(RunResult result) {
    return new CliFixture((_, _) -> result, Map.of());
  }

  int execute(String... arguments) {
    var terminal =
        new Terminal(out, new PrintStream(err, true, StandardCharsets.UTF_8), environment);
    return new CommandLineInterface(wiring, terminal, interruption).execute(arguments);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
