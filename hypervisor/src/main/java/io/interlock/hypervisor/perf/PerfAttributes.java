package io.interlock.hypervisor.perf;

import io.interlock.hardware.pmu.PmuModel;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// What a perf event counts (`struct perf_event_attr`).
///
/// @param pmu the id of the PMU that it is for
/// @param event the number of the PMU's event
/// @param pinned whether it must always have a counter, or fails
/// @param wide whether it asks for a counter of 64 bits
/// @param enabled whether it counts from the start
public record PerfAttributes(
    int pmu, int event, Set<Exclusion> excluded, boolean pinned, boolean wide, boolean enabled) {

  /// Keeps a copy of the set.
  public PerfAttributes {
    EnumSet<Exclusion> copy = EnumSet.noneOf(Exclusion.class);
    copy.addAll(excluded);
    excluded = Collections.unmodifiableSet(copy);
  }

  public boolean excludes(Exclusion where) {
    return excluded.contains(where);
  }

  /// Whether it takes two event counters, of which one counts the overflows of the other.
  boolean needsPair(PmuModel model) {
    return wide && !model.hasLongEventCounters();
  }
}
