package io.interlock.actors.host.plan;

import io.interlock.hypervisor.perf.HostEvent;
import java.util.List;

/// What perf is on a PE.
///
/// @param pmu the number by which events name the PMU of the PE
/// @param usable the counters that it may use, as bits
/// @param vhe whether the host's kernel is at EL2
/// @param events what the host counts there from the start
public record PerfPlan(int pmu, long usable, boolean vhe, List<HostEvent> events) {
  /// After so long, events that wait for a counter have their turn (`PERF_CPU_HRTIMER`, 4 ms where
  /// HZ is 250).
  public static final long ROTATION_PICOS = 4_000_000_000L;

  /// Keeps a copy of the list.
  public PerfPlan {
    events = List.copyOf(events);
  }
}
