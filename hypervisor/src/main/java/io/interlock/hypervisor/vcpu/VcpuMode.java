package io.interlock.hypervisor.vcpu;

/// Where a vCPU is with respect to guest mode (`vcpu->mode`).
///
/// Only the vCPU itself goes to `IN_GUEST_MODE` and back to `OUTSIDE_GUEST_MODE`; only kickers go
/// from `IN_GUEST_MODE` to `EXITING_GUEST_MODE`.
public enum VcpuMode {
  /// The guest's state is saved, and the vCPU tests its requests before it enters again.
  OUTSIDE_GUEST_MODE,
  /// The guest runs or is about to: what has to be seen now needs an IPI.
  IN_GUEST_MODE,
  /// An IPI is on its way or not needed: further kickers have nothing to do.
  EXITING_GUEST_MODE;

  /// What a kicker's compare-and-swap leaves behind (`kvm_vcpu_exiting_guest_mode`).
  public VcpuMode afterKick() {
    return this == IN_GUEST_MODE ? EXITING_GUEST_MODE : this;
  }
}
