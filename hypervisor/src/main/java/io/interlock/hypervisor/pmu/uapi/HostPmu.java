package io.interlock.hypervisor.pmu.uapi;

import io.interlock.hardware.pmu.PmuModel;
import io.interlock.hardware.topology.CpuSet;

/// A PMU that a host's driver has registered (`struct arm_pmu`).
///
/// @param id its `type` in sysfs, by which user space chooses it
/// @param cpus the CPUs that have it
/// @param guestCountersMax how many event counters it can leave to guests; 0 if it can't be divided
/// @param perfCounters how many are perf's whatever guests have, and so emulated guests'
public record HostPmu(int id, PmuModel model, CpuSet cpus, int guestCountersMax, int perfCounters) {

  public HostPmu {
    if (guestCountersMax < 0 || guestCountersMax > model.eventCounters()) {
      throw new IllegalArgumentException(
          "%d guest counters of PMU %d; allowed: 0 to %d"
              .formatted(guestCountersMax, id, model.eventCounters()));
    }
  }

  /// A PMU none of whose counters is set aside for guests.
  public HostPmu(int id, PmuModel model, CpuSet cpus, int guestCountersMax) {
    this(id, model, cpus, guestCountersMax, model.eventCounters());
  }
}
