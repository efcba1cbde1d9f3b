package io.interlock.actors.host;

import io.interlock.hypervisor.vgic.IrqOwner;
import io.interlock.hypervisor.vgic.VgicIrq;

/// A device of a VM, whose interrupt user space raises again and again.
///
/// @param intid of its SPI
/// @param periodPicos from one interrupt to the next
/// @param target index of the vCPU that it is routed to, or [#NEXT]
/// @param times how often; [#FOREVER] for no end
/// @param trigger how it does that
public record VmDevice(int intid, long periodPicos, int target, long times, Trigger trigger) {
  /// How user space raises an interrupt.
  public enum Trigger {
    /// By an eventfd: an edge.
    EDGE,
    /// By KVM_IRQ_LINE: the line is high until the guest has served the device.
    LEVEL,
    /// By an eventfd with another to look again: the line is high until the guest has ended the
    /// interrupt, and rises again if the device is not served by then.
    RESAMPLED
  }

  /// Routed to one vCPU after the other, as a guest does that balances interrupts.
  public static final int NEXT = -1;

  /// It does not stop.
  public static final long FOREVER = Long.MAX_VALUE;

  /// Who may change the input of its SPI.
  IrqOwner owner() {
    return trigger == Trigger.RESAMPLED ? IrqOwner.RESAMPLED : IrqOwner.USER_SPACE;
  }

  /// Its SPI when guests begin.
  ///
  /// @param setUp whether it is as a guest sets it up: enabled, with its trigger, routed
  VgicIrq spi(boolean setUp) {
    VgicIrq made = VgicIrq.initialSpi(intid).withOwner(owner());
    return setUp ? GicPlan.setUp(made, trigger == Trigger.EDGE, Math.max(0, target)) : made;
  }
}
