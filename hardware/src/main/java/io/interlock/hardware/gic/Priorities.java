package io.interlock.hardware.gic;

/// Priority arithmetic that the physical and the virtual CPU interface share.
///
/// A lower value is more urgent. The active priorities register has one bit for each of 32 group
/// priorities, bit 0 for the most urgent (`__vgic_v3_set_active_priority` and its neighbours in
/// KVM's `hyp/vgic-v3-sr.c`).
final class Priorities {
  /// Running priority when no interrupt is active.
  static final int IDLE = 0xFF;

  /// Smallest binary point of group 1 with 5 priority bits: three bits are not there to split off.
  static final int BPR1_MIN = 3;

  private Priorities() {}

  /// The part of a priority that decides preemption: the low `bpr` bits are subpriority.
  static int groupPriority(int priority, int bpr) {
    return priority & (0xFF << bpr);
  }

  /// Whether an interrupt passes the mask and preempts what runs. Equal values do neither.
  static boolean deliverable(int priority, int pmr, int bpr, int activePriorities) {
    return priority < pmr && groupPriority(priority, bpr) < running(activePriorities);
  }

  /// Priority of the most urgent active interrupt, or [#IDLE].
  static int running(int activePriorities) {
    return activePriorities == 0
        ? IDLE
        : Integer.numberOfTrailingZeros(activePriorities) << BPR1_MIN;
  }

  /// The register after an interrupt of this priority was acknowledged.
  static int raise(int activePriorities, int priority, int bpr) {
    return activePriorities | (1 << (groupPriority(priority, bpr) >>> BPR1_MIN));
  }

  /// The register after a priority drop, which always concerns the most urgent bit.
  static int drop(int activePriorities) {
    return activePriorities & (activePriorities - 1);
  }
}
