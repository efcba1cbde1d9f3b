package io.interlock.actors.fact;

/// Why a guest was left.
public enum ExitReason {
  /// A physical interrupt came (ARM_EXCEPTION_IRQ).
  IRQ(1),
  /// WFI trapped.
  WFI(2),
  /// The guest wrote ICC_SGI1R_EL1.
  SGI(3),
  /// HVC: a hypercall that KVM answers.
  HYPERCALL(4),
  /// A data abort on a device that KVM emulates.
  MMIO_KERNEL(5),
  /// A data abort on a device that user space emulates.
  MMIO_USER(6),
  /// A trapped system register access.
  SYSTEM_REGISTER(7),
  /// PSCI CPU_OFF.
  POWER_OFF(8),
  /// WFE trapped.
  WFE(9);

  private final int code;

  ExitReason(int code) {
    this.code = code;
  }

  /// A number that stands for it in traces.
  public int code() {
    return code;
  }
}
