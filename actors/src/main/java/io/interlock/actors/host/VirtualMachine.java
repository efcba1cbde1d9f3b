package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.spe.HostSpu;
import io.interlock.hypervisor.spe.PageRange;
import io.interlock.hypervisor.vgic.device.GicCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What KVM keeps for one virtual machine: its vCPUs, the CPUs they may run on, and what is settled
/// of their PMU and SPE.
///
/// Each message is handled as if under the VM's `config_lock`.
public final class VirtualMachine {
  private VirtualMachine() {}

  /// What a virtual machine understands.
  public sealed interface Command {
    /// Narrows `supported_cpus`, as choosing a PMU or an SPU does; refused with -EBUSY once a vCPU
    /// has run.
    record SetSupportedCpus(CpuSet cpus, ActorRef<Vmm.Command> replyTo) implements Command {}

    /// KVM_CREATE_VCPU and KVM_ARM_VCPU_INIT, in order of index.
    record CreateVcpu(int index, ActorRef<Vmm.Command> replyTo) implements Command {}

    /// A call that concerns the PMU.
    record Configure(PmuPlan.Request request, ActorRef<Vmm.Command> replyTo) implements Command {}

    /// A vCPU is about to run for the first time (`kvm_arch_vcpu_run_pid_change`).
    record FirstRun(ActorRef<Vcpu.Command> vcpu, ActorRef<Vmm.Command> vmm) implements Command {}

    /// KVM_SET_DEVICE_ATTR in group KVM_ARM_VCPU_SPE_CTRL of a vCPU; `late` says that vCPUs may run
    /// meanwhile.
    record SetSpeAttribute(
        int vcpu, int attribute, long value, boolean late, ActorRef<Vmm.Command> replyTo)
        implements Command {}

    /// The SPUs that the host's driver has registered with KVM.
    record HostSpus(List<HostSpu> spus) implements Command {}

    /// Bits of PMBLIMITR_EL1 are RES0, for this VM as for all others.
    record LimitBits(long res0) implements Command {}

    /// A vCPU that was told to leave the host has done so; with the last one the VM is gone.
    record VcpuGone() implements Command {}

    /// A vCPU needs these pages of its guest for its buffer, and waits for the answer.
    record LockMemory(int vcpu, PageRange pages) implements Command {}

    /// A vCPU's buffer needs no memory any more.
    record ReleaseMemory(int vcpu) implements Command {}

    /// User space takes the VM's memory back.
    record DiscardMemory() implements Command {}

    /// A vCPU's buffer is stopped, and no record of it is on its way any more.
    record BufferStopped(int vcpu) implements Command {}

    /// Somebody in the kernel halts the VM (`kvm_arm_halt_guest`). It goes on when all who did so
    /// have let it.
    ///
    /// @param by who waits until it is halted, if anybody does
    record Halt(@Nullable ActorRef<SharedInterrupts.Command> by) implements Command {}

    /// One of them lets it go (`kvm_arm_resume_guest`).
    ///
    /// @param by who waits until that is done, if anybody does
    record Resume(@Nullable ActorRef<SharedInterrupts.Command> by) implements Command {}

    /// A vCPU is out of its guest, as halting the VM asks of each.
    record VcpuHalted() implements Command {}

    /// The guest has served the device behind an SPI, by an access for which its vCPU is in user
    /// space.
    record ServeDevice(int intid, int vcpu, ActorRef<Vmm.Command> replyTo) implements Command {}

    /// User space gets what SPIs and devices are, for another host. All vCPUs are out of KVM_RUN.
    record SaveShared(ActorRef<Vmm.Command> replyTo) implements Command {}

    /// The VMM makes a call about the GIC, and waits.
    ///
    /// @param text as it was written
    record CallGic(GicCall call, String text, ActorRef<Vmm.Command> replyTo) implements Command {}

    /// The VMM gives the GIC the state with which guests begin, while no vCPU is in KVM_RUN.
    record ResetGic(ActorRef<Vmm.Command> replyTo) implements Command {}

    /// The VMM may lock so much from now on (`setrlimit`), and then runs this vCPU again.
    record RaiseLimit(long bytes, int vcpu, ActorRef<Vmm.Command> replyTo) implements Command {}
  }
}
