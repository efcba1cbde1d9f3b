package io.interlock.hypervisor.guest;

import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hypervisor.guest.GuestOperation.ArmTimer;
import io.interlock.hypervisor.guest.GuestOperation.Compute;
import io.interlock.hypervisor.guest.GuestOperation.EndOfInterrupt;
import io.interlock.hypervisor.guest.GuestOperation.Fence;
import io.interlock.hypervisor.guest.GuestOperation.Forever;
import io.interlock.hypervisor.guest.GuestOperation.Hypercall;
import io.interlock.hypervisor.guest.GuestOperation.MaskInterrupts;
import io.interlock.hypervisor.guest.GuestOperation.MmioRead;
import io.interlock.hypervisor.guest.GuestOperation.PowerOff;
import io.interlock.hypervisor.guest.GuestOperation.Profiler;
import io.interlock.hypervisor.guest.GuestOperation.PsciCall;
import io.interlock.hypervisor.guest.GuestOperation.PublishProfile;
import io.interlock.hypervisor.guest.GuestOperation.ReadGic;
import io.interlock.hypervisor.guest.GuestOperation.ReadRegister;
import io.interlock.hypervisor.guest.GuestOperation.RearmTimer;
import io.interlock.hypervisor.guest.GuestOperation.Repeat;
import io.interlock.hypervisor.guest.GuestOperation.ReportX0;
import io.interlock.hypervisor.guest.GuestOperation.ReturnFromInterrupt;
import io.interlock.hypervisor.guest.GuestOperation.SendSgi;
import io.interlock.hypervisor.guest.GuestOperation.ServeDevice;
import io.interlock.hypervisor.guest.GuestOperation.StopTimer;
import io.interlock.hypervisor.guest.GuestOperation.TimedWait;
import io.interlock.hypervisor.guest.GuestOperation.WaitForEvent;
import io.interlock.hypervisor.guest.GuestOperation.WaitForInterrupt;
import io.interlock.hypervisor.guest.GuestOperation.WaitForSgi;
import io.interlock.hypervisor.guest.GuestOperation.WriteGic;
import io.interlock.hypervisor.guest.GuestOperation.WriteRegister;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes operations as text, in the form that [GuestParser] reads.
public final class GuestText {
  private GuestText() {}

  /// One element per operation; a loop takes one for its head and one for its end.
  public static List<String> print(List<GuestOperation> operations) {
    List<String> lines = new ArrayList<>();
    for (GuestOperation operation : operations) {
      lines.add(print(operation));
      switch (operation) {
        case Repeat(_, var body) -> appendBody(body, lines);
        case Forever(var body) -> appendBody(body, lines);
        case Profiler _, GuestOperation.Elementary _ -> {}
      }
    }
    return List.copyOf(lines);
  }

  /// One operation; of a loop, its head.
  public static String print(GuestOperation operation) {
    return switch (operation) {
      case Compute(var cycles, var inUserSpace) ->
          "compute " + cycles + (inUserSpace ? " el0" : "");
      case ArmTimer(var timer, var picos, var periodic, var ignored) ->
          print(timer)
              + Period.print(picos)
              + (periodic ? "" : " once")
              + (ignored == 0 ? "" : " ignored " + ignored);
      case StopTimer(var timer) -> print(timer) + "off";
      case WaitForInterrupt() -> "wfi";
      case TimedWait(var picos, var forEvent) ->
          (forEvent ? "wfet " : "wfit ") + Period.print(picos);
      case WaitForEvent() -> "wfe";
      case PsciCall call -> PsciForm.print(call);
      case ReportX0(var label) -> "x0" + (label.isEmpty() ? "" : " as " + label);
      case WaitForSgi(var count) -> "wait-sgi " + count;
      case SendSgi(var intid, var target) -> "sgi " + intid + " to " + print(target);
      case Hypercall() -> "hvc";
      case MmioRead(var emulator) -> "mmio " + emulator.name().toLowerCase(Locale.ROOT);
      case ServeDevice(var intid) -> "mmio spi " + intid;
      case WriteGic write -> "write " + write.text() + " 0x" + Long.toHexString(write.value());
      case ReadGic read -> read(read.text(), read.label());
      case MaskInterrupts(var masked) -> "write DAIF " + (masked ? "0x80" : "0x0");
      case WriteRegister(var register, var value) ->
          "write " + register + " 0x" + Long.toHexString(value);
      case ReadRegister(var register, var label) -> read(register, label);
      case Fence(var barrier) -> barrier.toString();
      case PublishProfile(var start, var bytes, var flags) ->
          "publish 0x%x %d %d".formatted(start, bytes, flags);
      case Profiler(var task) -> "profiler " + task;
      case PowerOff() -> "off";
      case RearmTimer(var timer, var picos) -> "rearm " + print(timer) + Period.print(picos);
      case EndOfInterrupt() -> "eoi";
      case ReturnFromInterrupt() -> "eret";
      case Repeat(var times, _) -> "repeat " + times + " {";
      case Forever _ -> "forever {";
    };
  }

  private static String print(GuestTimer timer) {
    return timer == GuestTimer.VIRTUAL ? "timer " : "timer physical ";
  }

  private static String read(String register, String label) {
    return "read " + register + (label.isEmpty() ? "" : " as " + label);
  }

  private static String print(SgiTarget target) {
    return switch (target) {
      case SgiTarget.Vcpus(var indices) ->
          indices.stream().map(String::valueOf).collect(Collectors.joining(","));
      case SgiTarget.AllButSelf() -> "all";
      case SgiTarget.NextInTurn() -> "next";
    };
  }

  private static void appendBody(List<GuestOperation> body, List<String> lines) {
    lines.addAll(print(body));
    lines.add("}");
  }
}
