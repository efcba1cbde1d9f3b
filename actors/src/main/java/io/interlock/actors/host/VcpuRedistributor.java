package io.interlock.actors.host;

import io.interlock.hypervisor.vgic.GuestRedistributor;

/// Whose redistributor frame an access is to.
///
/// @param index of the vCPU
/// @param vcpus how many its VM has; their frames lie one behind the other
record VcpuRedistributor(int index, int vcpus) {
  GuestRedistributor frame() {
    return new GuestRedistributor(index, VcpuReset.affinity(index), index == vcpus - 1);
  }
}
