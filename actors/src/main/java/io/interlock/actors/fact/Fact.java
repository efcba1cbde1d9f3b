package io.interlock.actors.fact;

import io.interlock.hardware.pmu.EventMix;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.pmu.uapi.EventFilter;
import io.interlock.hypervisor.program.Source;
import io.interlock.hypervisor.vgic.VgicIrq;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /// KVM_RUN came back with an exit about which user space does nothing: the vCPU does not run any
  /// more.
  record LeftOut(VcpuId vcpu, String exit) implements Fact {}

  /// User space has ended the thread of a vCPU.
  record ThreadEnded(VcpuId vcpu) implements Fact {}

  /// A vCPU sent an SGI to the vCPU with index `target` of its VM: the time from which the latency
  /// of that interrupt counts.
  record InterruptRaised(VcpuId sender, int target, int intid) implements Fact {}

  /// A device of a VM raised an SPI that is routed to vCPU `target`: the time from which the
  /// latency of that interrupt counts.
  ///
  /// @param held whether it holds its line until it is served
  record DeviceRaised(int vm, int intid, int target, boolean held) implements OfRunLoop {}

  /// A VM whose guests begin has a device with this SPI, which is set up if the GIC is.
  record DeviceAttached(int vm, int intid) implements OfRunLoop {}

  /// A VM whose guests begin has a vCPU whose PMU interrupts by this SPI.
  record MonitorSpi(int vm, int intid) implements OfRunLoop {}

  /// User space has given the GIC the state with which guests begin.
  ///
  /// @param vcpu the index of the one whose redistributor and CPU interface it is, or
  ///     [#DISTRIBUTOR]
  /// @param setUp whether it is set up, or else as after reset
  /// @param anew whether that ends what was before, and not only the VM's making
  record GicBegins(int vm, int vcpu, boolean setUp, boolean anew) implements OfRunLoop {
    /// In place of a vCPU.
    public static final int DISTRIBUTOR = -1;
  }

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

  /// A vCPU is about to run for the first time: KVM lets it run on `supported`, its thread may run
  /// on `affinity`.
  record VcpuConfigured(VcpuId vcpu, CpuSet supported, CpuSet affinity) implements Fact {}

  /// What concerns the run loop of a vCPU thread, and who wants its attention.
  sealed interface OfRunLoop extends Fact {}

  /// A vCPU thread went past a step of its context-switch program. Stated at granularity `step`.
  record StepPassed(VcpuId vcpu, Source step) implements OfRunLoop {}

  /// Somebody wants a vCPU's attention (`kvm_make_request` and a kick).
  ///
  /// @param interrupted whether a reschedule IPI is on its way, so that the guest is left even if
  ///     it is just being entered
  record RequestMade(VcpuId vcpu, boolean interrupted) implements OfRunLoop {}

  /// The guest has served a device of its VM, which waited for that: its line falls.
  record DeviceServed(int vm, int intid) implements OfRunLoop {}

  /// A guest wrote a register of its GIC, which has its effect by now.
  ///
  /// @param vcpu the index of the one whose redistributor or CPU interface it belongs to; of the
  ///     distributor's, the one whose guest wrote
  record GicWritten(int vm, int vcpu, String register, long value) implements OfRunLoop {}

  /// User space gave an interrupt another state.
  ///
  /// @param vcpu the index of the one whose it is; of an SPI, 0
  record InterruptRestored(int vm, int vcpu, VgicIrq irq) implements OfRunLoop {}

  /// User space made a call about a VM's GIC.
  ///
  /// @param call as it was written
  /// @param result 0 or a value, or the negative number of an error
  record CallMade(int vm, String call, long result) implements OfRunLoop {}

  /// A guest deactivated an SPI, by ICC_EOIR1_EL1 or ICC_DIR_EL1.
  record InterruptEnded(VcpuId vcpu, int intid) implements OfRunLoop {}

  /// A vCPU looks at what is asked of it (`check_vcpu_requests`).
  record RequestsSeen(VcpuId vcpu) implements OfRunLoop {}

  /// A vCPU that was off is on (`kvm_psci_vcpu_on`, KVM_SET_MP_STATE).
  record TurnedOn(VcpuId vcpu) implements OfRunLoop {}

  /// A vCPU begins anew before it runs again (`kvm_reset_vcpu`).
  ///
  /// @param entry PC
  /// @param context X0
  record BegunAnew(VcpuId vcpu, long entry, long context) implements OfRunLoop {}

  /// CPU_ON was accepted: the vCPU must begin anew before it runs.
  record ResetDue(VcpuId vcpu) implements OfRunLoop {}

  /// The thread of a vCPU sleeps although a timer of the guest will expire: none of the host's is
  /// set to wake the thread then.
  record SleepsOverTimer(VcpuId vcpu) implements OfRunLoop {}

  /// A VM is halted: all its vCPUs are out of guest mode (`kvm_arm_halt_guest`).
  record VmHalted(int vm) implements OfRunLoop {}

  /// The last of those who have halted a VM lets it go on (`kvm_arm_resume_guest`).
  record VmResumed(int vm) implements OfRunLoop {}

  /// A vCPU says that it is outside guest mode; `listRegistersUsed` of what the guest left in list
  /// registers are not saved yet.
  record GuestModeLeft(VcpuId vcpu, int listRegistersUsed) implements Fact {}

  /// What is on a vCPU's list of active and pending interrupts as it says that it is outside guest
  /// mode, in the order of the list.
  record ApListLeft(VcpuId vcpu, List<Integer> intids) implements OfRunLoop {
    public ApListLeft {
      intids = List.copyOf(intids);
    }
  }

  /// A vCPU's registers begin to go into the PE (`vcpu->cpu` is set); `host` is what the host had
  /// there.
  record ContextLoaded(VcpuId vcpu, int pe, HostRegisters host) implements Fact {}

  /// A vCPU's registers are out of the PE (`vcpu->cpu` is cleared); `host` is what the host finds.
  ///
  /// @param listRegisters how many list registers of the PE are not empty
  record ContextPut(VcpuId vcpu, int pe, HostRegisters host, int listRegisters) implements Fact {}

  /// A guest accessed a register that its vCPU does not have, and took an exception (UNDEFINED).
  record UndefinedAccess(VcpuId vcpu, SysReg register, boolean write) implements Fact {}

  /// A guest read a register of its emulated PMU, and got `value`.
  record EmulatedRead(VcpuId vcpu, SysReg register, long value) implements Fact {}

  /// A guest read a register for its report, where the value has this name.
  record Reported(VcpuId vcpu, String label, long value) implements Fact {}

  /// KVM refused what user space of a VM asked for, which then gave up.
  ///
  /// @param vm the number of the VM on its host
  /// @param call what was asked
  /// @param result the negative number of an error
  record CallRefused(int vm, String call, int result) implements Fact {}

  /// What concerns performance monitors. These facts are stated only where guests have counters of
  /// their own.
  sealed interface OfMonitors extends Fact {}

  /// What an event of the host has counted on a PE up to now.
  ///
  /// @param event its place among those of the scenario
  /// @param enabledPicos how long it was to count
  /// @param runningPicos how long it had a counter
  record HostCounted(int pe, int event, long count, long enabledPicos, long runningPicos)
      implements Fact {}

  /// User space gave a PMU register of a vCPU its first value.
  record MonitorSet(VcpuId vcpu, SysReg register, long value) implements OfMonitors {}

  /// The guest of a vCPU has so many event counters.
  record CountersGiven(VcpuId vcpu, int eventCounters, int intid) implements OfMonitors {}

  /// Of all events a vCPU may count those alone that this filter allows.
  record FilterGiven(VcpuId vcpu, EventFilter filter) implements OfMonitors {}

  /// Flush or sync gave the PMU's interrupt of a vCPU this level.
  ///
  /// @param recorded the overflows that are in KVM's memory, as bits
  record MonitorLine(VcpuId vcpu, boolean level, long recorded) implements OfMonitors {}

  /// A guest is entered.
  ///
  /// @param raising whether an overflow of the guest's holds the PE's interrupt line high
  /// @param reserved bits of the trap registers that are set, though they are RES0
  /// @param resident whether the guest's counters are in the PE
  /// @param controls what is in the PE
  record MonitorsEntered(
      VcpuId vcpu,
      int pe,
      boolean raising,
      long reserved,
      boolean resident,
      MonitorControls controls)
      implements OfMonitors {}

  /// What KVM did for a guest that wrote a register changed what the host has in its range.
  record HostRangeChanged(VcpuId vcpu, int pe, SysReg register, long value) implements OfMonitors {}

  /// A guest reached, without a trap, a counter that is not its own.
  record HostCounterReached(VcpuId vcpu, int pe, SysReg register) implements OfMonitors {}

  /// Counters of the host's perf events have not counted what the host's kernel has just done.
  ///
  /// @param counters as bits
  /// @param why what has stopped them, as a sentence that continues with a reason
  record HostEventsStood(int pe, long counters, String why) implements OfMonitors {}

  /// What the handler of an overflow added to a vCPU's PMOVSSET_EL0 is overwritten.
  ///
  /// @param overflows as bits
  record OverflowForgotten(VcpuId vcpu, long overflows) implements OfMonitors {}

  /// An interrupt handler waits for a lock that the code has which it interrupted.
  record LockedOut(int pe) implements OfMonitors {}

  /// A guest wrote a PMU register, whether or not that trapped.
  record MonitorWritten(VcpuId vcpu, SysReg register, long value) implements OfMonitors {}

  /// A guest read a PMU register, whether or not that trapped, and got `value`.
  record MonitorRead(VcpuId vcpu, SysReg register, long value) implements OfMonitors {}

  /// A guest ran for so many cycles, by which counters of the PE overflowed.
  ///
  /// @param overflowed as bits of PMOVSSET_EL0
  /// @param mix what happened meanwhile, from `from` on
  /// @param at the exception level
  record GuestRan(
      VcpuId vcpu, int pe, long cycles, long overflowed, EventMix mix, long from, ExceptionLevel at)
      implements OfMonitors {
    /// It computed in its kernel, one instruction a cycle.
    public GuestRan(VcpuId vcpu, int pe, long cycles, long overflowed) {
      this(vcpu, pe, cycles, overflowed, EventMix.ONE_INSTRUCTION_A_CYCLE, 0, ExceptionLevel.EL1);
    }
  }

  /// What is no matter of computing happened to a guest so often, such as that an operation could
  /// have been sampled, by which counters of the PE overflowed.
  ///
  /// @param overflowed as bits of PMOVSSET_EL0
  record EventHappened(
      VcpuId vcpu, int pe, int event, long times, long overflowed, ExceptionLevel at)
      implements OfMonitors {}

  /// A write by the host, and not an event, made overflows of the guest's range raise the interrupt
  /// line.
  ///
  /// @param counters as bits of PMOVSSET_EL0
  /// @param resident whose context is being loaded, or is in the PE; null if none
  record OverflowUnmasked(int pe, @Nullable VcpuId resident, long counters) implements OfMonitors {}

  /// The host's PMU driver handled its interrupt.
  ///
  /// @param resident whose context is in the PE; null if none
  /// @param ofGuest overflows of the guest's range that it found
  /// @param ofHost overflows of the host's range that it found
  record MonitorInterrupt(int pe, @Nullable VcpuId resident, long ofGuest, long ofHost)
      implements OfMonitors {}

  /// Host code that may use the PMU ran while a vCPU's context was in the PE.
  record HostLooked(int pe, VcpuId resident, HostRegisters host) implements OfMonitors {}

  /// A vCPU's context left the PE, and this is what it left in the guest's range, as bits.
  record GuestRangeLeft(VcpuId vcpu, int pe, long enabled, long interrupts, long overflows)
      implements OfMonitors {}

  /// What concerns statistical profiling. These facts are stated only where guests have SPE.
  sealed interface OfProfiling extends Fact {
    /// A unit has counted this of a vCPU's operations and records since it last said so.
    record Counted(VcpuId vcpu, int pe, SpeTotals totals) implements OfProfiling {}

    /// A vCPU has SPE: where its SPU is, which bits of PMBLIMITR_EL1 are RES0 for its VM by its own
    /// identification registers, and how records are aligned.
    record SpeConfigured(VcpuId vcpu, CpuSet spuCpus, long limitRes0, int alignmentBytes)
        implements OfProfiling {}

    /// A unit wrote records into a part of memory while a vCPU had the PE.
    ///
    /// @param owner of that part: the number of a VM, -1 for the host
    record RecordsWritten(VcpuId vcpu, int pe, int owner, long physicalAddress, int bytes)
        implements OfProfiling {}

    /// A unit has counted this of the host's own operations and records since it last said so.
    record HostCounted(int pe, SpeTotals totals) implements OfProfiling {}

    /// A unit wrote records of the host's operations.
    ///
    /// @param owner of that part of memory: the number of a VM, -1 for the host
    /// @param inBuffer whether it is all in the host's buffer for that PE
    record HostRecordsWritten(int pe, int owner, boolean inBuffer, int bytes)
        implements OfProfiling {}

    /// The bytes of [RecordsWritten], stated where somebody keeps them.
    record BytesWritten(VcpuId vcpu, long physicalAddress, ByteString bytes)
        implements OfProfiling {}

    /// A guest's buffer has an event in hardware: PMBSR_EL1.S rose.
    ///
    /// @param status PMBSR_EL1
    record EventRaised(VcpuId vcpu, int pe, long status) implements OfProfiling {}

    /// A guest was left while its buffer had an event, `sincePicos` after that had come; more than
    /// `picosMax` would be too long.
    record EventSeen(VcpuId vcpu, int pe, long sincePicos, long picosMax) implements OfProfiling {}

    /// KVM tells the guest of an event: PMBSR_EL1 as the guest will read it.
    record EventTold(VcpuId vcpu, long status) implements OfProfiling {}

    /// The virtual buffer management interrupt of a guest has this level from now on.
    record VirtualLine(VcpuId vcpu, boolean level) implements OfProfiling {}

    /// A guest's buffer is enabled with these pointers, as KVM has checked them.
    record BufferEnabled(
        VcpuId vcpu, long pointer, long limit, int recordBytesMax, boolean discards)
        implements OfProfiling {}

    /// A guest wrote PMBLIMITR_EL1, and this is what KVM kept.
    record LimitWritten(VcpuId vcpu, long value, long kept) implements OfProfiling {}

    /// A guest's driver hands data to user space: bytes from a physical address on.
    ///
    /// @param flags of perf (`PERF_AUX_FLAG_`)
    record Published(VcpuId vcpu, long atPicos, long physicalAddress, long bytes, int flags)
        implements OfProfiling {}

    /// A guest's memory is locked for its buffer, or no longer.
    record Locked(int vm, long bytes, long bytesMax) implements OfProfiling {}

    /// A VM needs so many locked bytes in all, which is more than its VMM may lock.
    record LimitReached(int vm, long bytesNeeded, long bytesMax) implements OfProfiling {}

    /// What time the records of a VM show has changed.
    ///
    /// @param running whether a vCPU of the VM has run by then
    record ClockChosen(int vm, boolean running) implements OfProfiling {}

    /// KVM refused what user space asked for a VM.
    ///
    /// @param errno as in `-EBUSY`
    record Refused(String vm, String request, String errno) implements OfProfiling {}

    /// User space chose the SPU of a VM.
    ///
    /// @param running whether a vCPU of the VM has run by then
    record SpuChosen(int vm, boolean running) implements OfProfiling {}
  }
}
