package io.interlock.actors.host;

import io.interlock.hypervisor.vgic.VgicIrq;
import java.util.List;

/// What of the GIC is kept for a vCPU that is not in KVM_RUN.
///
/// @param privates its SGIs and PPIs, as [io.interlock.hypervisor.vgic.VgicCpu#save] gives them
/// @param spis those on its list
/// @param machineControl ICH_VMCR_EL2 of its CPU interface
/// @param activePriorities ICH_AP1R0_EL2
public record VcpuGicState(
    List<Long> privates, List<VgicIrq> spis, long machineControl, long activePriorities) {
  /// Keeps copies of the lists.
  public VcpuGicState {
    privates = List.copyOf(privates);
    spis = List.copyOf(spis);
  }
}
