package io.interlock.hypervisor.vgic;

/// Who may change the input of an interrupt (`irq->owner`). A PPI that belongs to a device in the
/// kernel ignores everybody else.
public enum IrqOwner {
  /// Nobody in the kernel: user space injects it.
  USER_SPACE,
  /// User space by an eventfd, whose line falls by itself with each end of the interrupt; a second
  /// eventfd then has the device look again (`irqfd_resampler_ack`).
  RESAMPLED,
  /// The architected timers.
  TIMER,
  /// The performance monitors.
  PMU,
  /// The profiling extension.
  SPE
}
