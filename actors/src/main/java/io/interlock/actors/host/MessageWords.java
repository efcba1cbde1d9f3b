package io.interlock.actors.host;

import io.interlock.hypervisor.program.Instruction;
import java.util.ArrayList;
import java.util.List;

/// What a message between the actors of a host says, in a few words.
public final class MessageWords {
  private static final int STEPS_SHOWN = 3;

  private MessageWords() {}

  /// The words for a message; its own text where nothing better is known.
  public static String of(Object message) {
    return switch (message) {
      case PhysicalCpu.Command.Execute(_, _, _, List<KernelWork> work) -> "do " + work(work);
      case PhysicalCpu.Command.FromGic(var packet) -> "GIC: " + plain(packet);
      case PhysicalCpu.Command.Enqueue(var thread) -> "enqueue " + thread.id();
      case PhysicalCpu.Command.Wake(int thread, boolean byTimer) ->
          "wake thread " + thread + (byTimer ? " by its timer" : "");
      case PhysicalCpu.Command.TimerExpired _ -> "the virtual timer expires";
      case PhysicalCpu.Command.GuestDone _ -> "the guest has computed";
      case PhysicalCpu.Command.SliceOver _ -> "the slice is over";
      case Vcpu.Command.Executed executed ->
          executed.exit() == null ? "done" : "done, guest left: " + executed.exit().reason();
      case Vcpu.Command.ScheduledIn(int pe, _) -> "runs on pe" + pe + " now";
      case Vcpu.Command.ScheduleOut _ -> "make way";
      case Vcpu.Command.Run _ -> "KVM_RUN";
      case Host.Command.Place(var thread) -> "place " + thread.id();
      case Host.Command.LoadReport(int pe, var members) ->
          "pe" + pe + " has " + members.size() + " runnable";
      case Redistributor.Command.Line(int intid, boolean high) ->
          "line " + intid + (high ? " high" : " low");
      default -> plain(message);
    };
  }

  /// The first steps of the program, by their text.
  private static String work(List<KernelWork> work) {
    List<String> parts = new ArrayList<>();
    for (KernelWork item : work) {
      parts.add(
          switch (item) {
            case KernelWork.ProgramRun run -> steps(run);
            case KernelWork.Busy(var cost) -> plain(cost);
            case KernelWork.InterruptWindow _ -> "open interrupts";
            case KernelWork.EnterGuest _ -> "enter guest";
            case KernelWork.SendReschedule(int pe) -> "kick pe" + pe;
            case KernelWork.SetTimerActive(boolean active) ->
                "timer interrupt " + (active ? "active" : "inactive");
            case KernelWork.SetRunning(boolean running) ->
                running ? "vcpu->cpu set" : "vcpu->cpu cleared";
            case KernelWork.ReserveCounters(boolean forGuest) ->
                forGuest ? "reserve counters" : "release counters";
          });
    }
    return String.join(", ", parts);
  }

  private static String steps(KernelWork.ProgramRun run) {
    List<String> steps = new ArrayList<>();
    int performed = 0;
    for (int i = run.from(); i < run.to(); i++) {
      if (run.routine().get(i) instanceof Instruction.OnPe instruction) {
        if (performed++ < STEPS_SHOWN) {
          steps.add(instruction.source().text());
        }
      }
    }
    if (performed > STEPS_SHOWN) {
      steps.add("... (" + performed + " steps)");
    }
    return String.join("; ", steps);
  }

  private static String plain(Object value) {
    return String.valueOf(value).replaceAll("\\b\\w{1,40}=", "");
  }
}
