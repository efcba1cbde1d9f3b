package io.interlock.actors.fact;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What the guests of one VM did with their performance monitors.
public final class MonitorCounts {
  private final Map<String, Report> reports = new TreeMap<>();
  private long interrupts;
  private long undefined;

  /// What guests have reported under one label.
  ///
  /// @param reads how often
  /// @param total the sum of the values
  /// @param last the last of them
  public record Report(long reads, long total, long last) {
    private Report plus(Report other) {
      return new Report(reads + other.reads, total + other.total, other.last);
    }
  }

  void reported(String label, long value) {
    reports.merge(label, new Report(1, value, value), Report::plus);
  }

  void interrupted() {
    interrupts++;
  }

  void undefined() {
    undefined++;
  }

  /// By label.
  public Map<String, Report> reports() {
    return Collections.unmodifiableMap(reports);
  }

  /// Overflow interrupts that were handled.
  public long interrupts() {
    return interrupts;
  }

  /// Accesses of registers and counters that do not exist.
  public long undefinedAccesses() {
    return undefined;
  }
}
