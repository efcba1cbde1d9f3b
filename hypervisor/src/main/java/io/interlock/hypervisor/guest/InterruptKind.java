package io.interlock.hypervisor.guest;

/// The interrupts that a guest tells apart.
public enum InterruptKind {
  /// The virtual timer.
  TIMER,
  /// The physical timer.
  PHYSICAL_TIMER,
  /// From another vCPU: INTID 0 to 15.
  SGI,
  /// Overflow of a performance counter.
  PMU,
  /// The profiling buffer has an event.
  PROFILING,
  /// Anything else.
  DEVICE
}
