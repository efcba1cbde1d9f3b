package io.interlock.hypervisor.vcpu;

/// What others can ask of a vCPU (`KVM_REQ_*`), in the order in which it looks at them before it
/// enters the guest (`check_vcpu_requests`); [#OUTSIDE_GUEST_MODE] is never looked at.
public enum VcpuRequest {
  /// The VM is unusable: KVM_RUN fails with EIO.
  VM_DEAD(Flag.WAIT | Flag.NO_WAKEUP),
  /// Wait until the vCPU is powered on and nobody pauses it.
  SLEEP(Flag.WAIT | Flag.NO_WAKEUP),
  /// Take the registers that CPU_ON prepared.
  VCPU_RESET(0),
  /// Nothing to do: going round the loop makes flush see the new interrupt state.
  IRQ_PENDING(0),
  /// Update the stolen time that the guest sees.
  RECORD_STEAL(0),
  /// Make the GICv4 context resident anew.
  RELOAD_GICV4(0),
  /// Apply PMCR_EL0 and trim the counter masks.
  RELOAD_PMU(0),
  /// Recompute the EL0 filters of the guest's events.
  RESYNC_PMU_EL0(0),
  /// System suspend.
  SUSPEND(0),
  /// The dirty ring is full: return to user space.
  DIRTY_RING_SOFT_FULL(0),
  /// Unmap the stage 2 of a nested guest.
  NESTED_S2_UNMAP(0),
  /// Be out of guest mode once; nothing is stored.
  OUTSIDE_GUEST_MODE(Flag.NO_ACTION | Flag.WAIT | Flag.NO_WAKEUP);

  private final int flags;

  VcpuRequest(int flags) {
    this.flags = flags;
  }

  /// The sender waits until the vCPU has been seen outside guest mode.
  public boolean waits() {
    return (flags & Flag.WAIT) != 0;
  }

  /// A blocked vCPU is left asleep.
  public boolean leavesAsleep() {
    return (flags & Flag.NO_WAKEUP) != 0;
  }

  /// The request is not stored; its purpose is the exit from guest mode.
  public boolean needsNoAction() {
    return (flags & Flag.NO_ACTION) != 0;
  }

  /// `KVM_REQUEST_*` modifiers.
  private static final class Flag {
    static final int WAIT = 1;
    static final int NO_WAKEUP = 2;
    static final int NO_ACTION = 4;
  }
}
