package io.interlock.hypervisor.vcpu;

/// The power of a vCPU, as user space sees it (`KVM_GET_MP_STATE`).
public enum MpState {
  /// It runs when it is asked to.
  RUNNABLE,
  /// It is off: KVM_RUN sleeps until somebody turns it on.
  STOPPED,
  /// User space has suspended it: KVM_RUN waits as WFI does, and comes back when that is over.
  SUSPENDED
}
