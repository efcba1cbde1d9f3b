package io.interlock.hypervisor.pmu.uapi;

import io.interlock.hardware.pmu.PmuModel;
import io.interlock.hardware.topology.CpuSet;

/// A PMU that a host's driver has registered (`struct arm_pmu`).
///
/// @param id its `type` in sysfs, by which user space chooses it
/// @param cpus the CPUs that have it
/// @param guestCountersMax how many event counters it can leave to guests; 0 if it can't be divided
public record HostPmu(int id, PmuModel model, CpuSet cpus, int guestCountersMax) {

  public HostPmu {
    if (guestCountersMax < 0 || guestCountersMax > model.eventCounters()) {
      throw new IllegalArgumentException(
          "%d guest counters of PMU %d; allowed: 0 to %d"
              .formatted(guestCountersMax, id, model.eventCounters()));
    }
  }

  /// The most event counters of a guest: those that are left to guests where they are to be its
  /// own, else those that are left to perf.
  int countersMax(boolean own) {
    return own ? guestCountersMax : model.eventCounters() - guestCountersMax;
  }
}
