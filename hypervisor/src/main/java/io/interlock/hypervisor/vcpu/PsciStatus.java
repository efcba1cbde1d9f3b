package io.interlock.hypervisor.vcpu;

/// What a PSCI call returns in X0.
///
/// ON_PENDING is not among them: KVM turns a vCPU on at once, as far as AFFINITY_INFO and a second
/// CPU_ON can see.
public enum PsciStatus {
  SUCCESS(0),
  NOT_SUPPORTED(-1),
  INVALID_PARAMETERS(-2),
  /// What user space may answer in place of KVM.
  DENIED(-3),
  ALREADY_ON(-4),
  /// AFFINITY_INFO: some vCPU is on; the same number as [#SUCCESS].
  ON(0),
  /// AFFINITY_INFO: all are off.
  OFF(1);

  private final int value;

  PsciStatus(int value) {
    this.value = value;
  }

  /// The number in X0.
  public int value() {
    return value;
  }
}
