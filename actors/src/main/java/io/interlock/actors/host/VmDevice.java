package io.interlock.actors.host;

/// A device of a VM, whose interrupt user space raises by an eventfd again and again.
///
/// @param intid of its SPI, which is edge triggered
/// @param periodPicos from one interrupt to the next
/// @param target index of the vCPU that it is routed to, or [#NEXT]
/// @param times how often; [#FOREVER] for no end
public record VmDevice(int intid, long periodPicos, int target, long times) {
  /// Routed to one vCPU after the other, as a guest does that balances interrupts.
  public static final int NEXT = -1;

  /// It does not stop.
  public static final long FOREVER = Long.MAX_VALUE;
}
