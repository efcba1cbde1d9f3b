package io.interlock.hardware.pmu;

/// Where code runs, as far as counters care: user space, a guest's kernel, the hypervisor.
///
/// Under VHE the host's kernel is at EL2 and its user space at EL0.
public enum ExceptionLevel {
  EL0,
  EL1,
  EL2
}
