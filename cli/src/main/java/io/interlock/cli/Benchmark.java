package io.interlock.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of the project's own benchmarks, in a form short enough for a command.
public interface Benchmark {
  /// A measured number.
  ///
  /// @param ratio to what `baseline` names, measured in the same run; null where there is none
  /// @param goal what the value or the ratio ought to be on an idle machine; may be empty
  record Row(
      String name,
      double value,
      String unit,
      @Nullable Double ratio,
      @Nullable String baseline,
      String goal) {}

  /// What the user calls it.
  String name();

  /// What it measures, in one line.
  String meaning();

  /// Measures, for some seconds.
  List<Row> measure();
}
