package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHashed;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.pmu.emulated.GuestMonitors;
import io.interlock.hypervisor.pmu.uapi.OwnCounters;
import io.interlock.hypervisor.vcpu.MpState;
import io.interlock.hypervisor.vgic.IrqChange;
import io.interlock.hypervisor.vgic.VgicIrq;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A vCPU and the host thread that runs it.
///
/// It owns what KVM keeps in memory for the vCPU (saved registers, mode, requests, its vGIC) and
/// the position of its thread in the run loop; whatever touches hardware it asks of the PE that
/// runs the thread.
public final class Vcpu {
  private Vcpu() {}

  /// What a vCPU understands.
  public sealed interface Command {
    /// KVM_RUN by its VMM.
    record Run() implements Command {}

    /// Its VMM ends the thread.
    record Quit() implements Command {}

    /// A signal of its VMM, which ends KVM_RUN with -EINTR now, or as soon as it is called.
    record Signal() implements Command {}

    /// Its VMM takes the vCPU's state and ends the thread. To be told only between two KVM_RUN.
    ///
    /// @param off whether there will not be another
    record Save(boolean off) implements Command {}

    /// Its VMM changes the thread's affinity.
    record SetAffinity(CpuSet allowed) implements Command {}

    /// What the virtual machine knows at the first run: where it may run, all vCPUs by index, and
    /// the vCPU's emulated PMU after reset or what was settled of counters of its own, what its SPE
    /// is like, and where the distributor is; null where it has none.
    record Configured(
        CpuSet supported,
        List<ActorRef<Command>> vcpus,
        @Nullable GuestMonitors monitors,
        @Nullable OwnCounters counters,
        @Nullable ProfilingRules profiling,
        @Nullable ActorRef<SharedInterrupts.Command> distributor)
        implements Command {}

    /// What is told to the thread beside its run loop.
    sealed interface Told extends Command {}

    /// What concerns its SPE.
    sealed interface OfProfiling extends Told {}

    /// The access of its guest that trapped is done; a read returned `value`.
    record GicAnswered(GuestOperation.OfGic access, long value) implements Told {}

    /// Other bits of PMBLIMITR_EL1 are RES0 from now on.
    record LimitBits(long res0) implements OfProfiling {}

    /// The memory of its buffer goes: the buffer must be stopped before
    /// (`mmu_notifier_invalidate_range_start`).
    record StopBuffer() implements OfProfiling {}

    /// PMSCR_EL2 while its guest runs is this from now on, for all vCPUs of its VM.
    record SamplingControl(long value) implements OfProfiling {}

    /// The memory that was asked for is locked, or would be more than the VMM may lock: then it
    /// would take `bytesNeeded` in all.
    record MemoryLocked(boolean granted, long bytesNeeded) implements OfProfiling {}

    /// The thread got a PE (`kvm_sched_in`).
    record ScheduledIn(int pe, long tenancy) implements Command {}

    /// The thread shall make way on this PE (`kvm_sched_out`), and say so when it has.
    record ScheduleOut(int pe, long tenancy) implements Command {}

    /// Work is done. `exit` says how the guest was left, if the work was to enter it;
    /// `timerLinesHigh` which timers' lines are high, as INTIDs in bits;
    /// `monitors` what its PMU registers hold, if they are in hardware or emulated there;
    /// `returned` its emulated PMU, if the work was to put it, which nobody changes any more.
    record Executed(
        long ticket,
        Values answers,
        @Nullable GuestExit exit,
        int timerLinesHigh,
        @Nullable MonitorView monitors,
        @Nullable GuestMonitors returned)
        implements Command, StableHashed {
      /// Written out, because a third of all deliveries are of this kind.
      @Override
      public long stableHash() {
        long left = exit == null ? 0 : exit.reason().code();
        long hash = Mix.fold(Mix.fold(ticket, left), answers.stableHash());
        hash = monitors == null ? hash : Mix.fold(hash, monitors.stableHash());
        hash = returned == null ? hash : Mix.fold(hash, KernelWork.hash(returned));
        return timerLinesHigh == 0 ? hash : ~Mix.fold(hash, timerLinesHigh);
      }
    }

    /// The host took the physical interrupt of a timer while this vCPU was resident, or that of its
    /// own timer which stands in for one that is emulated.
    record TimerInterrupt(GuestTimer timer) implements Command {}

    /// The host's PMU driver took overflows of this vCPU's counters from hardware, as bits.
    record CountersOverflowed(long counters) implements Command {}

    /// perf's handler found an overflow of a counter of the emulated PMU; the guest's line is high.
    record MonitorInterrupt(MonitorView monitors) implements Command {}

    /// Alarm: the background timer of a blocked vCPU (`kvm_bg_timer_expire`).
    record BackgroundTimer() implements Command {}

    /// Another vCPU sends an SGI. The sender, which runs on PE `fromPe`, waits for the answer.
    record Sgi(int intid, int fromPe, ActorRef<Command> sender) implements Command {}

    /// User space sets `kvm_run->immediate_exit`, which the next KVM_RUN finds.
    record ImmediateExit() implements Command {}

    /// What concerns its power.
    sealed interface OfPower extends Command {}

    /// PSCI CPU_ON by another vCPU, which waits for the answer: a status.
    record TurnOn(VcpuPower.Start start, ActorRef<Command> caller) implements OfPower {}

    /// PSCI AFFINITY_INFO by another vCPU, which waits for the answer: 1 if it is on, else 0.
    record AskPower(ActorRef<Command> caller) implements OfPower {}

    /// A vCPU turns the system off or resets it, and waits until this one is out of its guest.
    record StopFor(ActorRef<Command> caller) implements OfPower {}

    /// The answer to any of these.
    record PowerAnswer(long value) implements OfPower {}

    /// Somebody halts the VM, and waits until this vCPU is out of its guest.
    record Pause(ActorRef<VirtualMachine.Command> halter) implements OfPower {}

    /// The VM goes on.
    record Resume() implements OfPower {}

    /// KVM_ARM_VCPU_INIT once more, between two KVM_RUN.
    ///
    /// @param off KVM_ARM_VCPU_POWER_OFF
    record Initialise(boolean off) implements OfPower {}

    /// KVM_ARM_VCPU_INIT once more, and PC and X0: how user space ends a suspension.
    record BeginAt(VcpuPower.Start start) implements OfPower {}

    /// X0, which user space sets in place of the kernel: the answer to a call of PSCI.
    record SetX0(long value) implements Command {}

    /// KVM_SET_MP_STATE, between two KVM_RUN.
    record SetMpState(MpState state) implements OfPower {}

    /// What others do to its interrupts, and SPIs that come.
    sealed interface OfGic extends Command {}

    /// An SPI comes onto the vCPU's list.
    record SpiQueued(VgicIrq irq, ActorRef<SharedInterrupts.Command> keeper) implements OfGic {}

    /// A device raises an SPI that was last on the vCPU's list, and is now routed to `target`.
    record SpiRaised(int intid, int target) implements OfGic {}

    /// Something is done to an SPI that was last on the vCPU's list; it says what it is then.
    record SpiChanged(int intid, IrqChange change, ActorRef<SharedInterrupts.Command> asker)
        implements OfGic {}

    /// The guest has switched the distributor of the VM on or off.
    record DistributorOn(boolean on, ActorRef<SharedInterrupts.Command> asker) implements OfGic {}

    /// The guest of a sibling reads or writes a word of the vCPU's redistributor.
    record FrameAccess(
        VcpuRedistributor frame,
        GuestOperation.OfGic access,
        ActorRef<SharedInterrupts.Command> asker)
        implements OfGic {}

    /// User space drives a PPI of the vCPU (KVM_IRQ_LINE).
    record PpiDriven(int intid, boolean level) implements OfGic {}

    /// What concerns the mutex of the vCPU, which KVM_RUN holds.
    sealed interface OfMutex extends Command {}

    /// User space looks at the vCPU, if it is not in KVM_RUN, which it cannot begin meanwhile; the
    /// asker learns what is kept of its interrupts.
    record Lock(ActorRef<SharedInterrupts.Command> asker) implements OfMutex {}

    /// User space has looked, and restored what is kept of its interrupts, unless that is null.
    record Unlock(@Nullable VcpuGicState restored) implements OfMutex {}

    /// The answer: the sender must send a reschedule IPI to this PE, or to none.
    record SgiQueued(int kickPe) implements Command {}
  }
}
