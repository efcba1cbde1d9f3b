package io.interlock.actors.fact;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the perf events of a host have counted, on all of its PEs together.
public final class HostEventCounts {
  /// The latest of each event on each PE, by both.
  private Map<Long, Fact.HostCounted> latest = Map.of();

  /// One event, as `perf stat` shows it.
  ///
  /// @param enabledPicos how long it was to count, the sum of all PEs
  /// @param runningPicos how long it had a counter
  public record Total(long count, long enabledPicos, long runningPicos) {
    private Total plus(Fact.HostCounted other) {
      return new Total(
          count + other.count(),
          enabledPicos + other.enabledPicos(),
          runningPicos + other.runningPicos());
    }

    /// The part of its time in which it had a counter, 0 to 1.
    public double share() {
      return enabledPicos == 0 ? 0 : (double) runningPicos / enabledPicos;
    }
  }

  void counted(Fact.HostCounted counted) {
    if (latest.isEmpty()) {
      latest = new TreeMap<>();
    }
    latest.put((long) counted.event() << 32 | counted.pe(), counted);
  }

  /// The events in the order of the scenario; those behind the last that was counted are left out.
  public List<Total> totals() {
    List<Total> totals = new ArrayList<>();
    for (Fact.HostCounted one : latest.values()) {
      while (totals.size() <= one.event()) {
        totals.add(new Total(0, 0, 0));
      }
      totals.set(one.event(), totals.get(one.event()).plus(one));
    }
    return totals;
  }
}
