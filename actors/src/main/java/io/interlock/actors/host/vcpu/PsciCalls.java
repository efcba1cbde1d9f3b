package io.interlock.actors.host.vcpu;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.GuestMachine;
import io.interlock.actors.host.RunExit;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VcpuPower;
import io.interlock.actors.host.VcpuRedistributor;
import io.interlock.actors.host.VcpuState;
import io.interlock.engine.Sim;
import io.interlock.hypervisor.guest.GuestOperation.PsciCall;
import io.interlock.hypervisor.vcpu.MpState;
import io.interlock.hypervisor.vcpu.PsciFunction;
import io.interlock.hypervisor.vcpu.PsciStatus;
import io.interlock.hypervisor.vcpu.VcpuRequest;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The calls of PSCI that the guest of one vCPU makes, on the side of the caller (`psci.c`). What
/// is asked of other vCPUs is a message to each, and the call returns when all have answered.
final class PsciCalls {
  private static final int LEVEL_MAX = 3;
  private static final int BITS_PER_LEVEL = 8;

  private final transient VcpuId id;
  private final transient VcpuParts parts;
  private @Nullable PsciCall open;
  private int due;
  private long answers;

  PsciCalls(VcpuId id, VcpuParts parts) {
    this.id = id;
    this.parts = parts;
    VcpuState before = parts.birth().plan().restored();
    if (before != null && !before.resumption().isEmpty()) {
      open = new PsciCall(PsciFunction.SYSTEM_SUSPEND, before.resumption(), "");
    }
  }

  /// The same state of calls over copies.
  PsciCalls over(VcpuParts copies) {
    PsciCalls copy = new PsciCalls(id, copies);
    copy.open = open;
    copy.due = due;
    copy.answers = answers;
    return copy;
  }

  /// Handles a call, as far as that is possible at once.
  void call(Sim<Vcpu.Command> sim, PsciCall call) {
    switch (call.function()) {
      case VERSION, MIGRATE_INFO_TYPE, CPU_SUSPEND, CPU_OFF ->
          returns(sim, call, call.function().constant(0));
      case FEATURES -> {
        long number = call.arguments().getFirst();
        boolean hidden = number == PsciFunction.SYSTEM_SUSPEND.number() && !suspends();
        long known = call.function().constant(number);
        returns(sim, call, hidden ? PsciStatus.NOT_SUPPORTED.value() : known);
      }
      case CPU_ON -> turnOn(sim, call);
      case AFFINITY_INFO -> ask(sim, call);
      case SYSTEM_OFF, SYSTEM_RESET -> stopAll(sim, call);
      case SYSTEM_SUSPEND -> suspend(sim, call);
    }
  }

  private boolean suspends() {
    return parts.birth().vm().machine().suspend() != GuestMachine.Suspend.UNKNOWN;
  }

  /// KVM changes nothing about the vCPU: what becomes of the call is for user space to say, which
  /// finds its arguments in the registers.
  private void suspend(Sim<Vcpu.Command> sim, PsciCall call) {
    if (suspends()) {
      open = call;
      parts.beforeEntry().leave(new RunExit.SystemSuspend());
    } else {
      returns(sim, call, PsciStatus.NOT_SUPPORTED.value());
    }
  }

  /// User space answers in place of KVM.
  void answeredByUser(Sim<Vcpu.Command> sim, long x0) {
    PsciCall call = open;
    if (call != null) {
      open = null;
      returns(sim, call, x0);
    }
  }

  /// Where a vCPU that has asked for SYSTEM_SUSPEND goes on.
  VcpuPower.Start resumesAt() {
    PsciCall call = open;
    open = null;
    return call == null
        ? new VcpuPower.Start(0, 0)
        : new VcpuPower.Start(call.arguments().getFirst(), call.arguments().getLast());
  }

  /// The arguments of the call that has suspended the vCPU, for another host.
  List<Long> resumption() {
    return open == null ? List.of() : open.arguments();
  }

  private void turnOn(Sim<Vcpu.Command> sim, PsciCall call) {
    long target = call.arguments().getFirst();
    if (target == id.index()) {
      returns(sim, call, PsciStatus.ALREADY_ON.value());
    } else if (target >= parts.beforeEntry().siblings()) {
      returns(sim, call, PsciStatus.INVALID_PARAMETERS.value());
    } else {
      var start = new VcpuPower.Start(call.arguments().get(1), call.arguments().get(2));
      send(call, (int) target, new Vcpu.Command.TurnOn(start, sim.self()));
    }
  }

  private void ask(Sim<Vcpu.Command> sim, PsciCall call) {
    long level = call.arguments().get(1);
    int[] matching =
        Long.compareUnsigned(level, LEVEL_MAX) > 0
            ? new int[0]
            : matching(Math.toIntExact(call.arguments().getFirst()), (int) level);
    if (matching.length == 0) {
      returns(sim, call, PsciStatus.INVALID_PARAMETERS.value());
    } else if (IntStream.of(matching).anyMatch(index -> index == id.index())) {
      returns(sim, call, PsciStatus.ON.value());
    } else {
      for (int index : matching) {
        send(call, index, new Vcpu.Command.AskPower(sim.self()));
      }
    }
  }

  /// The vCPUs whose affinity is that of `target` but for so many of its lower fields.
  private int[] matching(int target, int level) {
    long mask = -1L << (BITS_PER_LEVEL * level);
    return IntStream.range(0, parts.beforeEntry().siblings())
        .filter(
            index ->
                ((VcpuRedistributor.affinity(index) ^ VcpuRedistributor.affinity(target)) & mask)
                    == 0)
        .toArray();
  }

  /// `kvm_prepare_system_event`: no vCPU runs on, and user space decides what follows.
  private void stopAll(Sim<Vcpu.Command> sim, PsciCall call) {
    parts.power().set(MpState.STOPPED);
    parts.attention().make(VcpuRequest.SLEEP);
    sim.state(new Fact.PoweredOff(id));
    int vcpus = parts.beforeEntry().siblings();
    for (int index = 0; index < vcpus; index++) {
      if (index != id.index()) {
        send(call, index, new Vcpu.Command.StopFor(sim.self()));
      }
    }
    if (due == 0) {
      finish(sim, call);
    }
  }

  private void send(PsciCall call, int target, Vcpu.Command message) {
    open = call;
    due++;
    parts.beforeEntry().awaits(true);
    parts.beforeEntry().tell(target, message);
  }

  /// A sibling has answered.
  void answered(Sim<Vcpu.Command> sim, long value) {
    parts.beforeEntry().answered();
    answers += value;
    PsciCall call = open;
    if (--due == 0 && call != null) {
      finish(sim, call);
    }
  }

  private void finish(Sim<Vcpu.Command> sim, PsciCall call) {
    long sum = answers;
    open = null;
    answers = 0;
    switch (call.function()) {
      case AFFINITY_INFO -> returns(sim, call, (sum > 0 ? PsciStatus.ON : PsciStatus.OFF).value());
      case SYSTEM_OFF, SYSTEM_RESET ->
          parts
              .beforeEntry()
              .leave(new RunExit.SystemEvent(call.function() == PsciFunction.SYSTEM_RESET));
      default -> returns(sim, call, sum);
    }
  }

  private void returns(Sim<Vcpu.Command> sim, PsciCall call, long x0) {
    parts.last().resume(parts.last().guest().withX0(x0));
    if (!call.label().isEmpty() && sim.observed()) {
      sim.state(new Fact.Reported(id, call.label(), x0));
    }
  }
}
