package io.interlock.actors.host.vcpu;

import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.Vcpu;
import io.interlock.engine.Sim;
import io.interlock.hypervisor.vcpu.KickProtocol;

/// What wakes the thread of a vCPU that sleeps, or keeps it awake that is about to.
///
/// @param parts those of the vCPU
record VcpuSleep(VcpuId id, VcpuParts parts) {
  /// Something has come up that wants the vCPU's attention.
  ///
  /// @param wakes whether it must not go to sleep over it
  void interrupted(Sim<Vcpu.Command> sim, boolean wakes) {
    parts.loop().woken |= wakes;
    parts.attention().stateRequest(sim, id);
  }

  /// Somebody wants the vCPU's attention: the PE that must be interrupted for it.
  int kicked(Sim<Vcpu.Command> sim, KickProtocol.Action kick) {
    parts.attention().stateRequest(sim, id);
    boolean blocked = parts.loop().phase == RunPhase.BLOCKED;
    if (parts.attention().wakes(kick, blocked, parts.saved().saved())) {
      wake(sim, false);
    }
    return kick instanceof KickProtocol.Action.SendIpi(int cpu) ? cpu : VcpuAttention.NO_PE;
  }

  void wake(Sim<Vcpu.Command> sim, boolean byTimer) {
    if (parts.loop().phase == RunPhase.BLOCKED) {
      rise(sim, byTimer);
    } else {
      parts.loop().woken = true;
    }
  }

  /// A signal wakes a thread that sleeps, and pulls one out of the guest.
  void signalled(Sim<Vcpu.Command> sim) {
    parts.user().signal = true;
    RunPhase phase = parts.loop().phase;
    if (phase == RunPhase.BLOCKED || phase == RunPhase.RESTING) {
      rise(sim, false);
    } else if (parts.loop().loaded) {
      parts.stay().reschedule();
    }
  }

  /// One that rests is woken when nothing keeps it from running any more.
  void riseIfAllowed(Sim<Vcpu.Command> sim) {
    if (parts.loop().phase == RunPhase.RESTING && parts.power().canRun()) {
      rise(sim, false);
    }
  }

  private void rise(Sim<Vcpu.Command> sim, boolean byTimer) {
    parts.loop().phase = RunPhase.WAITING;
    sim.disarm(VcpuAlarm.BACKGROUND_TIMER);
    parts.stay().wake(sim, id.thread(), byTimer);
  }
}
