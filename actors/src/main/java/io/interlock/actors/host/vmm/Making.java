package io.interlock.actors.host.vmm;

import io.interlock.actors.host.PerfDrivers;
import io.interlock.actors.host.PmuPlan;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.VmProfiling;
import io.interlock.hardware.topology.CpuSet;
import java.util.List;

/// How far user space is with what it asks of KVM before the vCPUs of a VM run.
///
/// @param asked how many of the requests about the PMU have been made
/// @param requests those about SPE that are not answered
/// @param usable CPUs that have what user space has chosen for the VM, as it knows from sysfs
record Making(int asked, List<SpeRequest> requests, CpuSet usable) {
  static Making of(VmPlan plan) {
    return new Making(0, List.of(), plan.supported());
  }

  /// Whether all has been asked about the PMU.
  boolean isAsked(VmPlan plan) {
    return asked == plan.pmu().requests().size();
  }

  /// The next request about the PMU.
  PmuPlan.Request next(VmPlan plan) {
    return plan.pmu().requests().get(asked);
  }

  Making asking() {
    return new Making(asked + 1, requests, usable);
  }

  /// What was asked last.
  String last(VmPlan plan) {
    return requests.isEmpty()
        ? plan.pmu().requests().get(asked - 1).toString()
        : requests.getFirst().text();
  }

  /// User space has looked for the PMUs that SPE is chosen by.
  Making chosen(VmProfiling profiling, List<PerfDrivers.EventSource> sources) {
    CpuSet cpus = usable;
    for (PerfDrivers.EventSource source : sources) {
      boolean chosen = profiling.choices().contains(source.name());
      cpus = chosen ? cpus.and(source.cpumask()) : cpus;
    }
    return new Making(asked, requests, cpus);
  }

  Making with(List<SpeRequest> left) {
    return new Making(asked, left, usable);
  }
}
