package io.interlock.actors.host.guest;

import io.interlock.hardware.spe.BufferRegime;
import io.interlock.hardware.spe.FaultStatus;
import io.interlock.hardware.spe.ManagementEvent;
import io.interlock.hardware.spe.ManagementEvent.Stage;
import io.interlock.hardware.spe.Translation;
import io.interlock.hypervisor.spe.PageRange;

/// Where profiling buffers are in memory.
///
/// A guest's kernel maps one gibibyte from [#KERNEL_START] on, of which KVM has given it all. Each
/// VM has a part of physical memory of its own, which its VMID tells; the host has the part of
/// VMID 0.
public final class GuestMemory {
  /// The first virtual address that a guest's kernel maps.
  public static final long KERNEL_START = 0xFFFF_8000_0000_0000L;

  /// What KVM has given to a guest.
  public static final long BYTES = 1L << 30;

  private static final long IPA_START = 0x8000_0000L;
  private static final int VM_SHIFT = 36;
  private static final int LAST_LEVEL = 3;

  private static final int FIRST_PID = 1000;

  private GuestMemory() {}

  /// The process that a vCPU's guest runs, as its kernel writes it to CONTEXTIDR_EL1.
  public static int pidOf(int vcpu) {
    return FIRST_PID + vcpu;
  }

  /// The translation that a buffer of EL1 goes through while this VMID is in VTTBR_EL2.
  ///
  /// @param mapped whether its second stage maps anything
  public static BufferRegime of(int vmid, boolean mapped) {
    long start = ((long) vmid << VM_SHIFT) + IPA_START;
    return BufferRegime.ofGuest(
        address -> linear(Stage.ONE, address, KERNEL_START, IPA_START),
        address -> mapped ? linear(Stage.TWO, address, IPA_START, start) : unmapped(Stage.TWO));
  }

  private static Translation unmapped(Stage stage) {
    return new Translation.Failed(
        new ManagementEvent.Fault(stage, FaultStatus.translation(LAST_LEVEL)));
  }

  /// The translation that a buffer of EL2 goes through.
  public static BufferRegime ofHost() {
    return BufferRegime.ofHypervisor(
        address -> linear(Stage.ONE, address, KERNEL_START, IPA_START));
  }

  /// Where a guest's kernel address is.
  public static long physical(int vmid, long virtualAddress) {
    return ((long) vmid << VM_SHIFT) + IPA_START + (virtualAddress - KERNEL_START);
  }

  /// Where a kernel address of the host is.
  public static long physicalOfHost(long virtualAddress) {
    return physical(0, virtualAddress);
  }

  /// The pages of intermediate physical addresses that a guest's kernel has mapped from an address
  /// to another.
  public static PageRange mapped(long from, long to) {
    long start = Math.clamp(from - KERNEL_START, 0, BYTES);
    long end = Math.clamp(to - KERNEL_START, start, BYTES);
    return PageRange.ofBytes(IPA_START + start, IPA_START + end);
  }

  /// Whose part of memory that is: the number of a VM, -1 for the host.
  public static int owner(long physicalAddress) {
    return (int) (physicalAddress >>> VM_SHIFT) - 1;
  }

  private static Translation linear(Stage stage, long address, long from, long to) {
    long offset = address - from;
    return Long.compareUnsigned(offset, BYTES) < 0
        ? new Translation.Mapped(to + offset, BYTES - offset)
        : unmapped(stage);
  }
}
