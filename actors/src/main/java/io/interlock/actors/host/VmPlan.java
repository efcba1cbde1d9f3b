package io.interlock.actors.host;

import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.guest.GuestCode;
import java.util.List;

/// One virtual machine as its VMM will make it.
///
/// @param vm number on the host, from 0
/// @param supported the CPUs that KVM will let its vCPUs run on, as after SET_PMU
/// @param repins whether the VMM answers a failed entry with a narrower affinity, rather than with
///     the end of the vCPU
public record VmPlan(int vm, String name, CpuSet supported, boolean repins, List<VcpuPlan> vcpus) {

  /// Keeps a copy of the list.
  public VmPlan {
    vcpus = List.copyOf(vcpus);
  }

  /// One vCPU.
  ///
  /// @param affinity where its VMM lets its thread run
  /// @param weight of the thread's nice level
  /// @param code what its guest does
  public record VcpuPlan(VcpuId id, CpuSet affinity, int weight, GuestCode code) {}
}
