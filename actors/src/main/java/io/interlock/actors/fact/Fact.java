package io.interlock.actors.fact;

import io.interlock.hardware.topology.CpuSet;

/// Something an actor of a host states about itself, for statistics and properties.
public sealed interface Fact {
  /// A vCPU thread became runnable on the queue of `pe` and waits there.
  record ThreadQueued(VcpuId vcpu, int pe) implements Fact {}

  /// A vCPU thread got the PE. `migrated` says that it ran elsewhere before.
  record ThreadSwitchedIn(VcpuId vcpu, int pe, boolean migrated) implements Fact {}

  /// A vCPU thread left the PE; `runnable` says whether it would rather have stayed.
  record ThreadSwitchedOut(VcpuId vcpu, int pe, boolean runnable) implements Fact {}

  /// A vCPU entered its guest.
  record GuestEntered(VcpuId vcpu, int pe) implements Fact {}

  /// A vCPU left its guest.
  record GuestExited(VcpuId vcpu, int pe, ExitReason reason) implements Fact {}

  /// KVM_RUN came back with KVM_EXIT_FAIL_ENTRY: the vCPU may not run on this PE.
  record EntryFailed(VcpuId vcpu, int pe) implements Fact {}

  /// A vCPU sent an SGI to the vCPU with index `target` of its VM: the time from which the latency
  /// of that interrupt counts.
  record InterruptRaised(VcpuId sender, int target, int intid) implements Fact {}

  /// The guest's handler acknowledged an interrupt. `sincePicos` is the time since its line rose
  /// where the machine knows it, else -1.
  record InterruptHandled(VcpuId vcpu, int intid, long sincePicos) implements Fact {}

  /// A physical interrupt was raised for `pe`, `sincePicos` ago: the line of a private interrupt
  /// rose, a timer of the host's kernel expired, an SGI was sent to it, or the distributor sent it
  /// a shared one. The latency of the interrupt counts from there.
  record HostInterruptRaised(int pe, int intid, long sincePicos) implements Fact {}

  /// The line of an interrupt fell, or a shared interrupt was called back from `pe`.
  record HostInterruptWithdrawn(int pe, int intid) implements Fact {}

  /// The host's handler of a physical interrupt begins.
  record HostInterrupt(int pe, int intid) implements Fact {}

  /// A driver registered a device at the host's event source bus.
  record EventSourceRegistered(String name, int type, CpuSet cpumask) implements Fact {}

  /// A vCPU powered itself off.
  record PoweredOff(VcpuId vcpu) implements Fact {}
}
