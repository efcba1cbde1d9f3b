package io.interlock.actors.host;

import io.interlock.hypervisor.vcpu.MpState;
import java.util.Arrays;
import java.util.List;

/// What of a stopped vCPU goes to another host: what user space gets there with KVM_GET_ONE_REG and
/// from the vGIC, and where its guest is.
///
/// @param off whether it will not run any more
/// @param power as KVM_GET_MP_STATE gives it: one that is off may be turned on by somebody
/// @param resumption where a suspended one goes on and with which context, from the registers with
///     which its guest has called SYSTEM_SUSPEND; else empty
/// @param guestOwned whether its performance counters are its own
/// @param bufferLine the level of its SPE's interrupt
/// @param pinnedBytes of the buffer that its SPU could write to
/// @param registers as [io.interlock.hardware.register.RegisterFile#save] gives them
/// @param guest as [io.interlock.hypervisor.guest.GuestCursor#save] gives it
/// @param interrupts as [io.interlock.hypervisor.vgic.VgicCpu#save] gives them
/// @param monitors of its emulated PMU, as
///     [io.interlock.hypervisor.pmu.emulated.GuestMonitors#save] gives them; else empty
public record VcpuState(
    boolean off,
    MpState power,
    List<Long> resumption,
    boolean guestOwned,
    boolean bufferLine,
    long pinnedBytes,
    List<Long> registers,
    List<Long> guest,
    List<Long> interrupts,
    List<Long> monitors) {
  /// Keeps copies of the lists.
  public VcpuState {
    resumption = List.copyOf(resumption);
    registers = List.copyOf(registers);
    guest = List.copyOf(guest);
    interrupts = List.copyOf(interrupts);
    monitors = List.copyOf(monitors);
  }

  /// Numbers as they are kept here.
  public static List<Long> list(long[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  /// Numbers as their owners take them.
  public static long[] array(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  /// How much it is on the wire, in bytes.
  public long bytes() {
    return (long) Long.BYTES
        * (registers.size() + guest.size() + interrupts.size() + monitors.size());
  }
}
