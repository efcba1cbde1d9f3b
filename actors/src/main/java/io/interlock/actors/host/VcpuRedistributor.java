package io.interlock.actors.host;

import io.interlock.hypervisor.vgic.GuestRedistributor;

/// Whose redistributor frame an access is to.
///
/// @param index of the vCPU
/// @param vcpus how many its VM has; their frames lie one behind the other
public record VcpuRedistributor(int index, int vcpus) {
  /// The frame, as the GIC of the VM lays it out.
  public GuestRedistributor frame() {
    return new GuestRedistributor(index, affinity(index), index == vcpus - 1);
  }

  /// MPIDR_EL1 as KVM gives it (`reset_mpidr`): 16 vCPUs share Aff1, 256 times 16 share Aff2.
  public static long affinity(int index) {
    return (index & 0xF) | (index >> 4 & 0xFFL) << 8 | (index >> 12 & 0xFFL) << 16;
  }
}
