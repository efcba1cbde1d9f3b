package io.interlock.hypervisor.pmu.uapi;

/// Who models a VM's interrupt controller.
public enum Irqchip {
  /// User space does.
  USER_SPACE,
  /// KVM models a GICv3.
  GIC_V3,
  /// KVM models a GICv5, whose PMU has a fixed interrupt.
  GIC_V5;

  public boolean inKernel() {
    return this != USER_SPACE;
  }
}
