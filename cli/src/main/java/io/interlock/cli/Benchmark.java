package io.interlock.cli;

import java.util.List;

/// One of the project's own benchmarks, in a form short enough for a command.
public interface Benchmark {
  /// A measured number.
  record Figure(String name, double value, String unit) {}

  /// What the user calls it.
  String name();

  /// What it measures, in one line.
  String meaning();

  /// Measures, for some seconds.
  List<Figure> measure();
}
