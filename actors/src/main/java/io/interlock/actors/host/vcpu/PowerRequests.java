package io.interlock.actors.host.vcpu;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VcpuPower;
import io.interlock.actors.host.plan.HostUnits;
import io.interlock.engine.Sim;
import io.interlock.hypervisor.vcpu.KickProtocol;
import io.interlock.hypervisor.vcpu.MpState;
import io.interlock.hypervisor.vcpu.PsciStatus;
import io.interlock.hypervisor.vcpu.VcpuRequest;

/// What others want of the power of a vCPU. Each is one critical section of its `mp_state_lock`.
final class PowerRequests {
  private PowerRequests() {}

  /// Carries one out.
  static void receive(
      Sim<Vcpu.Command> sim,
      Vcpu.Command.OfPower message,
      VcpuId id,
      VcpuParts parts,
      HostUnits units) {
    PowerState power = parts.power();
    switch (message) {
      case Vcpu.Command.TurnOn(var start, var caller) ->
          caller.tell(new Vcpu.Command.PowerAnswer(turnOn(sim, id, parts, start).value()));
      case Vcpu.Command.AskPower(var caller) ->
          caller.tell(new Vcpu.Command.PowerAnswer(power.isOff() ? 0 : 1));
      case Vcpu.Command.StopFor(var caller) -> {
        set(sim, id, power, MpState.STOPPED);
        power.awaitedByStopper(caller);
        getOut(sim, id, parts, units);
      }
      case Vcpu.Command.Pause(var halter) -> {
        power.pause();
        power.awaitedByHalter(halter);
        getOut(sim, id, parts, units);
      }
      case Vcpu.Command.Resume _ -> power.resume();
      case Vcpu.Command.Initialise(boolean off) -> {
        beginAnew(sim, id, parts, true);
        set(sim, id, power, off ? MpState.STOPPED : MpState.RUNNABLE);
        parts.attention().make(VcpuRequest.SLEEP);
      }
      case Vcpu.Command.BeginAt(var start) -> {
        power.turnOn(start);
        parts.attention().make(VcpuRequest.VCPU_RESET);
        if (sim.observed()) {
          sim.state(new Fact.ResetDue(id));
        }
      }
      case Vcpu.Command.SetMpState(MpState state) -> {
        set(sim, id, power, state);
        parts.attention().make(VcpuRequest.SLEEP);
      }
      // Those are for who has asked.
      case Vcpu.Command.PowerAnswer _ -> {}
    }
  }

  /// `kvm_psci_vcpu_on`.
  private static PsciStatus turnOn(
      Sim<Vcpu.Command> sim, VcpuId id, VcpuParts parts, VcpuPower.Start start) {
    if (!parts.power().isOff()) {
      return PsciStatus.ALREADY_ON;
    }
    parts.power().turnOn(start);
    parts.attention().make(VcpuRequest.VCPU_RESET);
    if (sim.observed()) {
      sim.state(new Fact.TurnedOn(id));
      sim.state(new Fact.ResetDue(id));
    }
    return PsciStatus.SUCCESS;
  }

  private static void set(Sim<Vcpu.Command> sim, VcpuId id, PowerState power, MpState state) {
    boolean off = state == MpState.STOPPED;
    if (power.isOff() != off && sim.observed()) {
      sim.state(off ? new Fact.PoweredOff(id) : new Fact.TurnedOn(id));
    }
    power.set(state);
  }

  /// KVM_REQ_SLEEP, with an IPI that pulls the vCPU out of its guest; who makes it waits for that.
  private static void getOut(Sim<Vcpu.Command> sim, VcpuId id, VcpuParts parts, HostUnits units) {
    VcpuAttention attention = parts.attention();
    int pe = parts.stay().loadedOn(parts.loop());
    boolean blocked = parts.loop().phase == RunPhase.BLOCKED;
    if (attention.request(VcpuRequest.SLEEP, blocked, pe)
        instanceof KickProtocol.Action.SendIpi(int cpu)) {
      units.kick(cpu);
    }
    attention.stateRequest(sim, id);
    if (attention.isOutside()) {
      parts.power().outside();
    }
  }

  /// The vCPU begins anew, while it is not loaded (`kvm_reset_vcpu`).
  ///
  /// @param byUser whether user space says so
  static void beginAnew(Sim<Vcpu.Command> sim, VcpuId id, VcpuParts parts, boolean byUser) {
    VcpuPower.Start told = parts.power().takeStart();
    VcpuPower.Start start = told == null || byUser ? new VcpuPower.Start(0, 0) : told;
    parts.attention().beganAnew();
    parts.birth().reset(parts, byUser);
    parts.profiling().reset(sim, parts.attention());
    parts.last().begin(parts.birth().guest(start.context()));
    if (sim.observed()) {
      parts.monitors().introduce(sim, id, true);
      sim.state(new Fact.BegunAnew(id, start.entry(), start.context()));
      if (byUser) {
        boolean setUp = parts.birth().vm().gic().isSetUp();
        sim.state(new Fact.GicBegins(id.vm(), id.index(), setUp, true));
      }
    }
  }
}
