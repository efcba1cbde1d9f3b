package io.interlock.actors.host;

import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hypervisor.guest.GuestText;
import io.interlock.hypervisor.program.Instruction;
import io.interlock.hypervisor.program.PeOperation;
import io.interlock.hypervisor.program.Source;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/// What the kernel code of a vCPU asks its PE to do, in words: an operation of a program with hook,
/// line and value where it is alone, else the steps of the specification that are carried out.
final class WorkWords {
  private WorkWords() {}

  static String of(List<KernelWork> work) {
    if (work.stream().anyMatch(KernelWork.EnterGuest.class::isInstance)) {
      return "enter guest";
    }
    List<String> parts = new ArrayList<>();
    for (KernelWork item : work) {
      String words = words(item, work.size() == 1);
      if (!words.isEmpty()) {
        parts.add(words);
      }
    }
    return String.join(", ", parts);
  }

  private static String words(KernelWork item, boolean alone) {
    return switch (item) {
      case KernelWork.ProgramRun run -> program(run, alone);
      case KernelWork.Busy(var cost) -> cost.name().toLowerCase(Locale.ROOT);
      case KernelWork.InterruptWindow _ -> "open interrupts";
      case KernelWork.EnterGuest _ -> "enter guest";
      case KernelWork.SendReschedule(int pe) -> "kick pe" + pe;
      case KernelWork.SetTimersActive(_, int active) ->
          "timer interrupt " + (active != 0 ? "active" : "inactive");
      case KernelWork.EmulateTimer(long expiry) ->
          (expiry == SystemCounter.NEVER ? "cancel" : "start") + " a timer for the guest's";
      case KernelWork.WriteTimer(var register, long value) ->
          "KVM writes %s := %s".formatted(register, hex(value));
      case KernelWork.SetRunning _ -> "set vcpu->cpu";
      case KernelWork.ClearRunning _ -> "clear vcpu->cpu";
      case KernelWork.ReserveCounters(boolean forGuest) ->
          forGuest ? "reserve guest counters" : "release guest counters";
      case KernelWork.EnterGuestView _ -> "perf events of the guest";
      case KernelWork.LeaveGuestView _ -> "perf events of the host";
      case KernelWork.AccessMonitors(var access) -> GuestText.print(access);
      case KernelWork.OwnCounters _ -> "give the guest its counters";
      case KernelWork.WriteMonitor(var register, long value) ->
          "KVM writes %s := %s".formatted(register, hex(value));
      case KernelWork.LockPerf(boolean take) ->
          take ? "lock perf's events" : "unlock perf's events";
    };
  }

  /// Preemption around all of load and put is no step of a program; it is told where it is alone.
  private static String program(KernelWork.ProgramRun run, boolean alone) {
    List<Source> sources = new ArrayList<>();
    List<String> values = new ArrayList<>();
    Iterator<PeOperation> closed = run.closed().iterator();
    int input = 0;
    for (int i = run.from(); i < run.to(); i++) {
      if (run.routine().get(i) instanceof Instruction.OnPe instruction) {
        sources.add(instruction.source());
        values.add(
            switch (instruction) {
              case Instruction.Move move ->
                  move.isInput() ? hex(move.moved(run.inputs().get(input++))) : "";
              case Instruction.Compute _ -> value(closed.next());
              case Instruction.Prepared _ -> "";
            });
      }
    }
    if (sources.size() == 1) {
      Source only = sources.getFirst();
      return alone || !only.hook().isEmpty() ? operation(only, values.getFirst()) : "";
    }
    sources.removeIf(source -> source.hook().isEmpty());
    return sources.isEmpty() ? "" : range(sources.getFirst(), sources.getLast());
  }

  private static String value(PeOperation operation) {
    return operation instanceof PeOperation.WriteValue(_, long value) ? hex(value) : "";
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  /// The operation with its value, if there is one, before the expression that it comes from.
  private static String operation(Source source, String value) {
    String[] sides = source.toString().split(" := ", 2);
    String text =
        value.isEmpty() || sides.length < 2
            ? source.toString()
            : "%s := %s (%s)".formatted(sides[0], value, sides[1]);
    return source.hook().isEmpty() ? text : line(source) + " " + text;
  }

  private static String line(Source source) {
    return source.hook() + ":" + source.at().line();
  }

  /// As in `load L5 to L7`, or by lines where the program has no labels.
  private static String range(Source first, Source last) {
    boolean labelled = !first.label().isEmpty() && !last.label().isEmpty();
    String from = labelled ? first.label() : String.valueOf(first.at().line());
    String to = labelled ? last.label() : String.valueOf(last.at().line());
    String steps = from.equals(to) ? from : from + " to " + to;
    return first.hook() + (labelled ? " " : ":") + steps;
  }
}
