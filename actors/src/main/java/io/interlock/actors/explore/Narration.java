package io.interlock.actors.explore;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.MessageWords;
import io.interlock.engine.explore.explain.Narrator;
import io.interlock.engine.explore.explain.Row.Weight;
import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.kvm.transcript.GicCalls;
import io.interlock.hypervisor.uapi.Errno;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Tells what the actors of a host say to each other, as someone who knows KVM would.
final class Narration implements Narrator {
  /// As in `host/vm-sampling/vcpu0` and `host/pe0!SLICE`.
  private static final Pattern VCPU = Pattern.compile("host/vm-([^/!]+)/vcpu(\\d+)(!.*)?");

  @Override
  public String words(String sender, String receiver, Object message) {
    return MessageWords.of(message);
  }

  @Override
  public String outcome(List<Object> facts) {
    return facts.stream()
        .filter(Fact.class::isInstance)
        .map(fact -> words((Fact) fact))
        .filter(words -> !words.isEmpty())
        .collect(Collectors.joining("; "));
  }

  @Override
  public Weight weight(Object message, List<Object> facts) {
    if (facts.stream().anyMatch(fact -> fact instanceof Fact stated && isNews(stated))) {
      return Weight.EVENT;
    }
    return MessageWords.isRoutine(message) ? Weight.ROUTINE : Weight.PLAIN;
  }

  /// A vCPU is called as facts call it, all others by the last part of their path.
  @Override
  public String name(String stableName) {
    Matcher vcpu = VCPU.matcher(stableName);
    return vcpu.matches()
        ? vcpu.group(1) + "." + vcpu.group(2) + Objects.requireNonNullElse(vcpu.group(3), "")
        : stableName.substring(stableName.lastIndexOf('/') + 1);
  }

  private static boolean isNews(Fact fact) {
    boolean expected = fact instanceof Fact.GuestModeLeft || fact instanceof Fact.ThreadQueued;
    return !expected && !words(fact).isEmpty();
  }

  private static String words(Fact fact) {
    return switch (fact) {
      case Fact.ThreadQueued(var vcpu, int pe) -> vcpu + " waits for pe" + pe;
      case Fact.ThreadSwitchedIn(var vcpu, int pe, boolean migrated) ->
          vcpu + " gets pe" + pe + (migrated ? ", coming from another" : "");
      case Fact.ThreadSwitchedOut(var vcpu, int pe, _) -> vcpu + " leaves pe" + pe;
      case Fact.GuestEntered(var vcpu, _) -> vcpu + " enters its guest";
      case Fact.GuestExited(var vcpu, _, var reason) -> vcpu + " exits: " + reason;
      case Fact.EntryFailed(var vcpu, int pe) -> vcpu + " may not run on pe" + pe;
      case Fact.LeftOut(var vcpu, String exit) -> vcpu + " does not run any more: " + exit;
      case Fact.ThreadEnded(var vcpu) -> vcpu + " ends";
      case Fact.InterruptRaised(var vcpu, int target, int intid) ->
          vcpu + " sends SGI " + intid + " to vCPU " + target;
      case Fact.InterruptHandled(var vcpu, int intid, _) ->
          vcpu + " handles interrupt " + IntId.described(intid);
      case Fact.HostInterrupt(_, int intid) ->
          "the host handles interrupt " + IntId.described(intid);
      case Fact.PoweredOff(var vcpu) -> vcpu + " turns itself off";
      case Fact.ContextLoaded(var vcpu, int pe, _) -> vcpu + " is loaded on pe" + pe;
      case Fact.ContextPut(var vcpu, int pe, _, _) -> vcpu + " is put from pe" + pe;
      case Fact.GuestModeLeft(var vcpu, _) -> vcpu + " is outside guest mode";
      case Fact.OfRunLoop ofRunLoop -> runLoop(ofRunLoop);
      case Fact.HostCounted _ -> "";
      case Fact.UndefinedAccess(var vcpu, var register, boolean write) ->
          "%s %s %s, which it does not have".formatted(vcpu, write ? "writes" : "reads", register);
      case Fact.EmulatedRead(var vcpu, var register, long value) ->
          "%s reads %s = 0x%x".formatted(vcpu, register, value);
      case Fact.CallRefused(_, String call, int result) ->
          call + " fails with " + Errno.named(result);
      case Fact.OfMonitors ofMonitors -> monitors(ofMonitors);
      case Fact.OfProfiling ofProfiling -> profiling(ofProfiling);
      case Fact.Reported _,
          Fact.HostInterruptRaised _,
          Fact.HostInterruptWithdrawn _,
          Fact.EventSourceRegistered _,
          Fact.VcpuConfigured _ ->
          "";
    };
  }

  private static String monitors(Fact.OfMonitors fact) {
    return switch (fact) {
      case Fact.OverflowUnmasked(int pe, _, long counters) ->
          "overflow of counters 0x%x interrupts pe%d".formatted(counters, pe);
      case Fact.MonitorInterrupt(_, var resident, long ofGuest, long ofHost) ->
          "PMU handler finds overflows 0x%x of %s, 0x%x of the host"
              .formatted(ofGuest, resident == null ? "no guest" : resident, ofHost);
      case Fact.MonitorWritten(var vcpu, var register, long value) ->
          "%s writes %s := 0x%x".formatted(vcpu, register, value);
      case Fact.MonitorRead(var vcpu, var register, long value) ->
          "%s reads %s = 0x%x".formatted(vcpu, register, value);
      case Fact.GuestRan(var vcpu, _, long cycles, long overflowed, _, _, _) ->
          "%s runs %d cycles%s"
              .formatted(
                  vcpu, cycles, overflowed == 0 ? "" : ", overflows 0x%x".formatted(overflowed));
      case Fact.EventHappened(var vcpu, _, int event, long times, _, _) ->
          "event 0x%x happens to %s %d times".formatted(event, vcpu, times);
      case Fact.HostLooked(int pe, var resident, _) ->
          "host code on pe" + pe + " runs with " + resident + "'s context";
      case Fact.GuestRangeLeft(var vcpu, int pe, long enabled, long interrupts, long overflows) ->
          "%s leaves on pe%d: PMCNTENSET 0x%x, PMINTENSET 0x%x, PMOVSSET 0x%x of the guest range"
              .formatted(vcpu, pe, enabled, interrupts, overflows);
      case Fact.MonitorLine(var vcpu, boolean level, _) ->
          level ? vcpu + "'s PMU interrupt is pending" : "";
      case Fact.HostRangeChanged(var vcpu, int pe, var register, _) ->
          "%s's write of %s changes the host's range on pe%d".formatted(vcpu, register, pe);
      case Fact.HostCounterReached(var vcpu, int pe, var register) ->
          "%s reaches the host's %s on pe%d".formatted(vcpu, register, pe);
      case Fact.HostEventsStood(int pe, long counters, String why) ->
          "the host's counters 0x%x stand still on pe%d: %s".formatted(counters, pe, why);
      case Fact.OverflowForgotten(var vcpu, long overflows) ->
          "overflows 0x%x of %s are forgotten".formatted(overflows, vcpu);
      case Fact.LockedOut(int pe) -> "a handler on pe" + pe + " waits for what it interrupted";
      default -> "";
    };
  }

  private static String runLoop(Fact.OfRunLoop fact) {
    return switch (fact) {
      case Fact.DeviceRaised(_, int intid, int target, _) ->
          "a device raises SPI " + intid + " for vCPU " + target;
      case Fact.DeviceServed(_, int intid) -> "the device of SPI " + intid + " is served";
      case Fact.GicWritten(_, int vcpu, String register, long value) ->
          "%s is written, vCPU %d: 0x%x".formatted(register, vcpu, value);
      case Fact.InterruptRestored(_, int vcpu, var irq) ->
          "user space restores %s of vCPU %d".formatted(IntId.described(irq.intid()), vcpu);
      case Fact.CallMade(int vm, String call, long result) ->
          "VM %d: %s = %s".formatted(vm, call, GicCalls.result(call, result));
      case Fact.InterruptEnded(var vcpu, int intid) ->
          vcpu + " ends interrupt " + IntId.described(intid);
      case Fact.RequestMade(var vcpu, boolean interrupted) ->
          vcpu + " is wanted" + (interrupted ? ", and an IPI is sent to it" : "");
      case Fact.TurnedOn(var vcpu) -> vcpu + " is turned on";
      case Fact.BegunAnew(var vcpu, long entry, long context) ->
          "%s begins anew at 0x%x with X0 = 0x%x".formatted(vcpu, entry, context);
      case Fact.SleepsOverTimer(var vcpu) -> vcpu + " sleeps, and no timer will wake it";
      case Fact.VmHalted(int vm) -> "VM " + vm + " is halted";
      case Fact.VmResumed(int vm) -> "VM " + vm + " goes on";
      case Fact.StepPassed _, Fact.RequestsSeen _, Fact.ApListLeft _, Fact.ResetDue _ -> "";
      case Fact.DeviceAttached _, Fact.GicBegins _, Fact.MonitorSpi _ -> "";
    };
  }

  private static String profiling(Fact.OfProfiling fact) {
    return switch (fact) {
      case Fact.OfProfiling.EventRaised(var vcpu, int pe, long status) ->
          "the buffer of %s has an event on pe%d (PMBSR_EL1 0x%x)".formatted(vcpu, pe, status);
      case Fact.OfProfiling.EventTold(var vcpu, long status) ->
          "%s is told of it (PMBSR_EL1 0x%x)".formatted(vcpu, status);
      case Fact.OfProfiling.VirtualLine(var vcpu, boolean level) ->
          vcpu + "'s profiling interrupt is " + (level ? "high" : "low");
      case Fact.OfProfiling.BufferEnabled(var vcpu, long pointer, long limit, _, _) ->
          "%s enables its buffer at 0x%x up to 0x%x".formatted(vcpu, pointer, limit);
      case Fact.OfProfiling.LimitWritten(var vcpu, long value, long kept) ->
          "%s writes PMBLIMITR_EL1 0x%x, KVM keeps 0x%x".formatted(vcpu, value, kept);
      case Fact.OfProfiling.SpuChosen(int vm, boolean running) ->
          "VM " + vm + " gets its SPU" + (running ? " although it runs" : "");
      case Fact.OfProfiling.ClockChosen(int vm, boolean running) ->
          "the clock of VM %d's records changes%s".formatted(vm, running ? " while it runs" : "");
      case Fact.OfProfiling.LimitReached(int vm, long needed, long most) ->
          "VM %d needs %d locked bytes of %d".formatted(vm, needed, most);
      case Fact.OfProfiling.Refused(String vm, String request, String errno) ->
          vm + ": " + request + ": " + errno;
      default -> "";
    };
  }
}
