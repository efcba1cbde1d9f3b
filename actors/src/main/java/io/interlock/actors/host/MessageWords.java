package io.interlock.actors.host;

import io.interlock.hardware.gic.GicStream;
import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.guest.GuestText;
import io.interlock.hypervisor.uapi.Errno;
import java.util.Locale;

/// What a message between the actors of a host says, in a few words.
public final class MessageWords {
  private MessageWords() {}

  /// The words for a message; its own text where nothing better is known.
  public static String of(Object message) {
    return switch (message) {
      case PhysicalCpu.Command command -> toPe(command);
      case Vcpu.Command command -> toVcpu(command);
      case VirtualMachine.Command.FirstRun _ -> "first KVM_RUN";
      case Vmm.Command.RunReturned(_, var exit) -> "KVM_RUN returns: " + exit(exit);
      case Host.Command.Place(var thread) -> "place " + thread.id();
      case Host.Command.LoadReport(int pe, var members) ->
          "pe" + pe + " has " + members.size() + " runnable";
      case Redistributor.Command.Line(int intid, boolean high) ->
          "line " + IntId.described(intid) + (high ? " high" : " low");
      case Redistributor.Command.FromCpu(var packet) -> gic(packet);
      case SharedInterrupts.Command.Access(int vcpu, var operation) ->
          "vCPU " + vcpu + ": " + GuestText.print(operation);
      default -> plain(message);
    };
  }

  /// Whether a message follows from the one that it answers, or from a fact that its sender stated.
  public static boolean isRoutine(Object message) {
    return message instanceof Vcpu.Command.Executed
        || message instanceof Vcpu.Command.ScheduledIn
        || message instanceof Vcpu.Command.Configured
        || message instanceof VirtualMachine.Command.FirstRun
        || message instanceof Host.Command.LoadReport;
  }

  private static String toPe(PhysicalCpu.Command message) {
    return switch (message) {
      case PhysicalCpu.Command.Execute(_, _, _, var work) -> WorkWords.of(work);
      case PhysicalCpu.Command.FromGic(var packet) -> gic(packet);
      case PhysicalCpu.Command.Enqueue(var thread) -> "enqueue " + thread.id();
      case PhysicalCpu.Command.Wake(int thread, boolean byTimer) ->
          "wake thread " + thread + (byTimer ? " by its timer" : "");
      case PhysicalCpu.Command.TimerExpired(var timer) ->
          "the %s timer expires".formatted(timer.name().toLowerCase(Locale.ROOT));
      case PhysicalCpu.Command.EmulatedTimerExpired _ -> "the emulated timer expires";
      case PhysicalCpu.Command.GuestDone _ -> "the guest has computed";
      case PhysicalCpu.Command.CounterDue _ -> "a counter overflows";
      case PhysicalCpu.Command.RotationDue _ -> "perf events take turns";
      case PhysicalCpu.Command.BufferDue _ -> "the profiling buffer may be full";
      case PhysicalCpu.Command.ProfilingDriver(boolean present) ->
          present ? "the SPE driver comes" : "the SPE driver goes";
      case PhysicalCpu.Command.SliceOver _ -> "the slice is over";
      case PhysicalCpu.Command.PerfSessionDue _ -> "the host begins or ends to count";
      case PhysicalCpu.Command.Sleep _ -> "sleep";
      case PhysicalCpu.Command.SwitchedOut _ -> "made way";
      case PhysicalCpu.Command.Exit _ -> "the thread ends";
      case PhysicalCpu.Command.Migrate(int thread, int toPe) ->
          "migrate thread " + thread + " to pe" + toPe;
      default -> plain(message);
    };
  }

  private static String toVcpu(Vcpu.Command message) {
    return switch (message) {
      case Vcpu.Command.Executed executed ->
          executed.exit() == null ? "done" : "done, guest left: " + executed.exit().reason();
      case Vcpu.Command.ScheduledIn(int pe, _) -> "runs on pe" + pe + " now";
      case Vcpu.Command.ScheduleOut _ -> "make way";
      case Vcpu.Command.Run _ -> "KVM_RUN";
      case Vcpu.Command.Quit _ -> "quit";
      case Vcpu.Command.Signal _ -> "a signal";
      case Vcpu.Command.ImmediateExit _ -> "immediate_exit is set";
      case Vcpu.Command.TurnOn(var start, _) ->
          "CPU_ON at 0x%x with 0x%x".formatted(start.entry(), start.context());
      case Vcpu.Command.AskPower _ -> "AFFINITY_INFO";
      case Vcpu.Command.StopFor _ -> "stop, the system ends";
      case Vcpu.Command.PowerAnswer(long value) -> "answer " + value;
      case Vcpu.Command.Pause _ -> "hold still";
      case Vcpu.Command.Initialise(boolean off) -> "KVM_ARM_VCPU_INIT" + (off ? ", off" : "");
      case Vcpu.Command.SetMpState(var state) -> "KVM_SET_MP_STATE " + state;
      case Vcpu.Command.BeginAt(var start) -> "KVM_ARM_VCPU_INIT, to begin at " + start;
      case Vcpu.Command.SetX0(long value) -> "KVM_SET_ONE_REG X0 " + value;
      case Vcpu.Command.Save _ -> "save and end";
      case Vcpu.Command.Configured(var supported, _, _, _, _, _) -> "may run on CPUs " + supported;
      case Vcpu.Command.Resume _ -> "go on";
      case Vcpu.Command.GicAnswered(var access, long value) ->
          GuestText.print(access)
              + (access instanceof GuestOperation.ReadGic ? " = 0x" + Long.toHexString(value) : "");
      case Vcpu.Command.FrameAccess(_, var access, _) -> GuestText.print(access);
      case Vcpu.Command.DistributorOn(boolean on, _) -> "the distributor is " + (on ? "on" : "off");
      case Vcpu.Command.MonitorInterrupt _ -> "an emulated counter overflows";
      case Vcpu.Command.CountersOverflowed(long counters) ->
          "overflow of counters 0x" + Long.toHexString(counters);
      default -> plain(message);
    };
  }

  private static String gic(GicStream packet) {
    return switch (packet) {
      case GicStream.Set(int intid, _, _) -> interrupt(intid) + " pending";
      case GicStream.Clear(int intid) -> interrupt(intid) + " withdrawn";
      case GicStream.Quiesce _ -> "quiesce";
      case GicStream.Activate(int intid) -> interrupt(intid) + " acknowledged";
      case GicStream.Release(int intid) -> interrupt(intid) + " released";
      case GicStream.Deactivate(int intid) -> interrupt(intid) + " ended";
      case GicStream.QuiesceAcknowledge _ -> "quiescent";
      default -> plain(packet);
    };
  }

  private static String interrupt(int intid) {
    return "interrupt " + IntId.described(intid);
  }

  private static String exit(RunExit exit) {
    return switch (exit) {
      case RunExit.Mmio _ -> "MMIO";
      case RunExit.FailEntry(int pe) -> "FAIL_ENTRY on pe" + pe;
      case RunExit.PoweredOff _ -> "powered off";
      case RunExit.Rlimit(long bytes) -> "RLIMIT: needs " + bytes + " locked bytes";
      case RunExit.Interrupted _ -> "EINTR";
      case RunExit.SystemEvent(boolean reset) -> reset ? "system reset" : "system off";
      case RunExit.SystemSuspend _ -> "system suspend";
      case RunExit.WakeUp _ -> "wake-up of a suspended vCPU";
      case RunExit.Failed(int result) -> Errno.named(result);
    };
  }

  private static String plain(Object value) {
    return String.valueOf(value)
        .replaceAll("\\b\\w{1,40}=", "")
        .replaceAll("Actor\\[[^]]*/([^/#\\]]+)[^]]*]", "$1");
  }
}
