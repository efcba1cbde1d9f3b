package io.interlock.hypervisor.pmu.uapi;

/// The versions of KVM's interface that differ in what they answer about the PMU.
public enum UapiVersion {
  /// Linux 6.12: no way to choose the number of counters but PMCR_EL0, and PMMIR_EL1 hidden.
  LINUX_6_12,
  /// The second posting of the strict feature: a PMU that was not chosen fails the first run.
  STRICT_V2,
  /// The third posting: it fails the initialisation of the vCPU's PMU.
  STRICT_V3;

  /// Whether there is KVM_ARM_VCPU_PMU_V3_STRICT, and PMMIR_EL1 in the list of registers.
  public boolean hasStrict() {
    return this != LINUX_6_12;
  }
}
