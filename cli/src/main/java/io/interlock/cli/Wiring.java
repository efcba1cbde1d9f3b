package io.interlock.cli;

import io.interlock.actors.result.SimulationRunner;
import io.interlock.cluster.LocalRunner;
import java.util.List;
import java.util.function.Supplier;

/// The parts behind the commands.
///
/// @param runner makes what runs scenarios; called only by commands that run one
/// @param benchmarks what `bench` measures
public record Wiring(Supplier<SimulationRunner> runner, List<Benchmark> benchmarks) {
  public Wiring {
    benchmarks = List.copyOf(benchmarks);
  }

  /// The parts of the program as it is shipped.
  static Wiring standard() {
    return new Wiring(LocalRunner::new, Benchmarks.all());
  }
}
