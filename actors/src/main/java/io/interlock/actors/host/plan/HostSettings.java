package io.interlock.actors.host.plan;

import io.interlock.actors.host.VmPlan;

/// How the vCPUs of a host run: those with performance counters of their own, and others. On a host
/// that leaves no counters to guests both are the same.
public record HostSettings(RunSettings withOwnCounters, RunSettings others) {

  /// Those of a VM's vCPUs.
  public RunSettings of(VmPlan vm) {
    return vm.pmu().own() ? withOwnCounters : others;
  }
}
