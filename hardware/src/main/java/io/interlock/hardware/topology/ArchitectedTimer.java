package io.interlock.hardware.topology;

import java.util.List;

/// The generic timer: the private interrupts of its EL1 and EL2 timers as INTIDs, and the rate of
/// the system counter. An INTID of 0 means that the host does not describe that timer.
public record ArchitectedTimer(
    int physicalIntid,
    int virtualIntid,
    int hypervisorPhysicalIntid,
    int hypervisorVirtualIntid,
    long counterHz) {

  /// The PPIs that Arm recommends and nearly every host uses: 14, 11, 10 and 12.
  public static ArchitectedTimer usual(long counterHz) {
    return new ArchitectedTimer(30, 27, 26, 28, counterHz);
  }

  /// The counter rate to expect where nobody tells it (firmware does, in `CNTFRQ_EL0`): 1 GHz if
  /// all cores are of a version that demands it, else the 24 MHz of the commonest crystal
  /// (recalled).
  static long counterHzOf(List<CoreType> coreTypes) {
    boolean architected =
        coreTypes.stream().allMatch(type -> type.architecture().hasGigahertzCounter());
    return architected ? 1_000_000_000 : 24_000_000;
  }
}
