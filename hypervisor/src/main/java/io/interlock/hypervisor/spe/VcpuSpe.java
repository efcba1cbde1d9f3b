package io.interlock.hypervisor.spe;

/// The SPE configuration of one vCPU (`struct kvm_vcpu_spe`).
///
/// @param feature whether KVM_ARM_VCPU_INIT asked for KVM_ARM_VCPU_SPE
/// @param irq the PPI of its interrupt, or [#NO_IRQ]
/// @param initialised whether the INIT attribute was set
public record VcpuSpe(boolean feature, int irq, boolean initialised) {
  /// No interrupt number has been set.
  public static final int NO_IRQ = 0;

  /// A vCPU before any attribute is set.
  public static VcpuSpe created(boolean feature) {
    return new VcpuSpe(feature, NO_IRQ, false);
  }

  VcpuSpe withIrq(int number) {
    return new VcpuSpe(feature, number, initialised);
  }

  VcpuSpe afterInit() {
    return new VcpuSpe(feature, irq, true);
  }
}
