package io.interlock.hypervisor.pmu.uapi;

/// The vCPU features that concern the PMU, the same for all vCPUs of a VM.
///
/// @param pmuV3 `KVM_ARM_VCPU_PMU_V3`: there is one
/// @param strict `KVM_ARM_VCPU_PMU_V3_STRICT`: user space chooses which
public record PmuFeatures(boolean pmuV3, boolean strict) {
  public static final PmuFeatures NONE = new PmuFeatures(false, false);
  public static final PmuFeatures PMU_V3 = new PmuFeatures(true, false);
  public static final PmuFeatures STRICT = new PmuFeatures(true, true);
}
