package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import java.util.List;

/// User space of one virtual machine: makes it, runs its vCPUs, and handles what KVM_RUN returns.
public final class Vmm {
  private Vmm() {}

  /// What a VMM understands.
  public sealed interface Command {
    /// Go: KVM_CREATE_VM and all that follows.
    record Start() implements Command {}

    /// The answer to KVM_CREATE_VM.
    record VmCreated(ActorRef<VirtualMachine.Command> vm) implements Command {}

    /// The answer to KVM_CREATE_VCPU and KVM_ARM_VCPU_INIT.
    record VcpuReady(int index, ActorRef<Vcpu.Command> vcpu) implements Command {}

    /// KVM_ARM_VCPU_INIT failed with this result.
    record VcpuRefused(int result) implements Command {}

    /// The answer to an attribute: 0 or a negative errno.
    record AttributeSet(int result) implements Command {}

    /// What sysfs shows of the host's PMUs and SPUs.
    record EventSources(List<PerfDrivers.EventSource> sources) implements Command {}

    /// Alarm: what it does by itself with this index is due.
    record ActionDue(int index) implements Command, OfScenario {}

    /// The VM shall leave the host: its vCPUs stop, and what they are is stated ([FleetNews]).
    record Stop() implements Command {}

    /// The answer of a vCPU that leaves the host.
    record VcpuSaved(int index, VcpuState state) implements Command {}

    /// The answer of the distributor of a VM that leaves the host.
    record SharedSaved(List<Long> state) implements Command {}

    /// `setrlimit` came back, for the sake of this vCPU.
    record LimitRaised(int vcpu) implements Command {}

    /// What a vCPU left KVM_RUN for is done: a device is served.
    record DeviceServed(int vcpu) implements Command {}

    /// A call about the GIC came back.
    record CallMade(String text, long result) implements Command {}

    /// The GIC has the state with which guests begin.
    record GicReset() implements Command {}

    /// KVM_RUN of a vCPU came back.
    record RunReturned(int index, RunExit exit) implements Command {}
  }
}
