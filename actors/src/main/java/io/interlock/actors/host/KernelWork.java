package io.interlock.actors.host;

import io.interlock.engine.trace.Mix;
import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.pmu.emulated.GuestMonitors;
import io.interlock.hypervisor.program.PeOperation;
import io.interlock.hypervisor.program.Routine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the kernel code of a vCPU thread asks the PE that runs it to do.
public sealed interface KernelWork {
  /// The PE's part of a context-switch program from one instruction to another.
  ///
  /// Instructions of the vCPU thread in between have been carried out by it. The message holds what
  /// the PE cannot know, the vCPU's values at the time of asking, in the order of the instructions.
  ///
  /// @param from index of the first instruction
  /// @param to index behind the last one
  /// @param inputs for each `REG := vcpu.REG` the value
  /// @param closed for each instruction that computes with the vCPU's values the operation that is
  ///     left
  /// @param charged whether each costs time of its own, rather than being part of what an entry or
  ///     an exit costs as a whole
  record ProgramRun(
      Routine routine, int from, int to, Values inputs, List<PeOperation> closed, boolean charged)
      implements KernelWork {}

  /// Code that touches no register of the model.
  record Busy(Cost cost) implements KernelWork {}

  /// Opens interrupts for a moment, so that those that are pending are taken
  /// (`kvm_arch_vcpu_ioctl_run` right after the exit).
  record InterruptWindow() implements KernelWork {}

  /// Enters the guest, until something makes it exit.
  record EnterGuest(GuestContext guest) implements KernelWork {}

  /// Sends a reschedule IPI to another PE (`smp_send_reschedule`).
  record SendReschedule(int pe) implements KernelWork {}

  /// Sets the active state of the physical interrupts of timers (`kvm_timer_vcpu_load_gic`).
  ///
  /// @param which their INTIDs, as bits
  /// @param active those of them that shall be active
  record SetTimersActive(int which, int active) implements KernelWork {}

  /// From now on a timer of the host's kernel fires at `expiryPicos` in place of the guest's
  /// physical timer, or none does where that is never (`timer_emulate`).
  record EmulateTimer(long expiryPicos) implements KernelWork {}

  /// Writes a register of the guest's timer in hardware, for a guest whose access trapped.
  record WriteTimer(SysReg register, long value) implements KernelWork {}

  /// `vcpu->cpu` is set to this PE.
  ///
  /// @param ownMonitorIntid by which performance counters of the guest's own interrupt it, in
  ///     hardware or not; 0 if it has none
  record SetRunning(int ownMonitorIntid) implements KernelWork {}

  /// `vcpu->cpu` is cleared.
  record ClearRunning() implements KernelWork {}

  /// The guest's performance counters are in hardware from now on, or no longer.
  record ReserveCounters(boolean forGuest) implements KernelWork {}

  /// From now on perf shows the guest's side of the PE's counters, and the perf events of an
  /// emulated PMU count (`kvm_vcpu_pmu_restore_guest`, and `perf_event_task_sched_in` before).
  ///
  /// @param monitors the emulated PMU, which nobody changes any more; null if the vCPU has none
  record EnterGuestView(@Nullable GuestMonitors monitors) implements KernelWork {}

  /// From now on perf shows the host's side, and the vCPU's emulated PMU goes back to its thread
  /// (`kvm_vcpu_pmu_restore_host`, and `perf_event_task_sched_out` after).
  record LeaveGuestView() implements KernelWork {}

  /// Carries out a guest's access to its emulated PMU, which trapped.
  record AccessMonitors(GuestOperation.Elementary access) implements KernelWork {}

  /// From now on trapped accesses of the guest go to its counters in hardware.
  record OwnCounters() implements KernelWork {}

  /// Carries out in hardware a guest's write to a PMU register, which trapped.
  record WriteMonitor(SysReg register, long value) implements KernelWork {}

  /// Takes the lock of perf's events of this PE, or gives it back.
  record LockPerf(boolean take) implements KernelWork {}

  /// A hash of what is asked, equal in every JVM.
  default long contentHash() {
    return switch (this) {
      case ProgramRun run -> {
        long hash = Mix.fold((long) run.from() << 32 | run.to(), run.inputs().stableHash());
        for (int i = 0; i < run.closed().size(); i++) {
          hash = Mix.absorb(hash, wordOf(run.closed().get(i)));
        }
        yield hash;
      }
      case Busy(Cost cost) -> cost.defaultPicos();
      case InterruptWindow _ -> 1;
      case EnterGuest(GuestContext guest) -> guest.cursor().handling();
      case SendReschedule(int pe) -> Mix.fold(2, pe);
      case SetTimersActive(int which, int active) -> Mix.fold(3, (long) which << 32 | active);
      case EmulateTimer(long expiryPicos) -> Mix.fold(4, expiryPicos);
      case WriteTimer(SysReg register, long value) -> Mix.fold(~register.slot(), value);
      case SetRunning(int intid) -> Mix.fold(5, intid);
      case ClearRunning _ -> 6;
      case ReserveCounters(boolean forGuest) -> forGuest ? 7 : 8;
      // The thread that sends them keeps them too, and is hashed with them.
      case EnterGuestView _ -> 9;
      case LeaveGuestView() -> 11;
      case AccessMonitors(var access) -> Mix.text(access.toString());
      case OwnCounters _ -> 20;
      case WriteMonitor(SysReg register, long value) -> Mix.fold(register.slot(), value);
      case LockPerf(boolean take) -> take ? 21 : 22;
    };
  }

  /// A hash of an emulated PMU, equal in every JVM.
  static long hash(GuestMonitors monitors) {
    long hash = Mix.fold(monitors.control(), monitors.interrupts());
    hash = Mix.fold(hash, monitors.overflows());
    for (int n = 0; n < monitors.counters(); n++) {
      hash = Mix.absorb(hash, monitors.stored(n));
    }
    return Mix.absorb(hash, monitors.stored(Pmu.CYCLE_COUNTER));
  }

  /// Two runs of one program can differ in the register values that the vCPU put into it.
  private static long wordOf(PeOperation operation) {
    return switch (operation) {
      case PeOperation.WriteValue(var target, long value) ->
          Mix.fold(target.register().slot(), value);
      case PeOperation.Write(var target, _) -> target.register().slot();
      case PeOperation.Report(var saved, _) -> ~saved.slot();
      case PeOperation.Accumulate(var saved, _) -> ~saved.slot();
      case PeOperation.Fence _, PeOperation.Control _ -> 0;
    };
  }
}
