package io.interlock.actors.host.vcpu;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VcpuRedistributor;
import io.interlock.engine.Sim;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hypervisor.vcpu.KickProtocol;
import io.interlock.hypervisor.vcpu.VcpuMode;
import io.interlock.hypervisor.vcpu.VcpuRequest;
import io.interlock.hypervisor.vcpu.VcpuRequests;
import io.interlock.hypervisor.vgic.FrameRegister;

/// What others want of a vCPU, and whether it has seen it: its interrupts, its requests, its mode.
///
/// The two sides of the kick protocol are here. The vCPU sets its mode and then tests its requests;
/// whoever wants its attention makes a request and then reads the mode.
final class VcpuAttention {
  /// In place of a PE: nobody needs to be interrupted.
  static final int NO_PE = KickProtocol.NO_CPU;

  private final VcpuInterrupts interrupts;
  private final VcpuRequests requests;
  private VcpuMode mode = VcpuMode.OUTSIDE_GUEST_MODE;

  VcpuAttention(VcpuInterrupts interrupts) {
    this(interrupts, new VcpuRequests());
  }

  private VcpuAttention(VcpuInterrupts interrupts, VcpuRequests requests) {
    this.interrupts = interrupts;
    this.requests = requests;
  }

  VcpuAttention copy() {
    VcpuAttention copy = new VcpuAttention(interrupts.copy(), requests.copy());
    copy.mode = mode;
    return copy;
  }

  VcpuInterrupts interrupts() {
    return interrupts;
  }

  /// R11.
  void inGuestMode() {
    mode = VcpuMode.IN_GUEST_MODE;
  }

  /// R22.
  void outsideGuestMode() {
    mode = VcpuMode.OUTSIDE_GUEST_MODE;
  }

  /// As [#lookAtRequests()], and says so, whether or not there is anything to see.
  ///
  /// @param canRun whether the vCPU is on and nobody holds it still
  void lookAtRequests(Sim<Vcpu.Command> sim, VcpuId id, boolean canRun) {
    if (sim.observed(Fact.RequestsSeen.class)) {
      sim.state(new Fact.RequestsSeen(id));
    }
    lookAtRequests();
    if (canRun) {
      requests.check(VcpuRequest.SLEEP);
    }
  }

  /// The vCPU begins anew: it need not be asked for that any more.
  void beganAnew() {
    requests.check(VcpuRequest.VCPU_RESET);
  }

  /// Somebody makes a request and goes on (`kvm_make_request`).
  void make(VcpuRequest request) {
    requests.make(request);
  }

  /// Somebody makes a request and wants it to be seen (`kvm_make_vcpu_request`).
  ///
  /// @param blocked whether the thread sleeps
  /// @param pe where the vCPU is loaded, or [#NO_PE]
  KickProtocol.Action request(VcpuRequest request, boolean blocked, int pe) {
    requests.make(request);
    KickProtocol.Action action = KickProtocol.afterRequest(request, blocked, mode, pe, NO_PE, true);
    mode = mode.afterKick();
    return action;
  }

  /// Whether the vCPU is outside guest mode, with its state in memory.
  boolean isOutside() {
    return mode == VcpuMode.OUTSIDE_GUEST_MODE;
  }

  /// Says that somebody wants the vCPU's attention, if so, and whether an IPI is on its way.
  void stateRequest(Sim<Vcpu.Command> sim, VcpuId id) {
    if (requests.pending() && sim.observed(Fact.RequestMade.class)) {
      sim.state(new Fact.RequestMade(id, mode == VcpuMode.EXITING_GUEST_MODE));
    }
  }

  /// R12: whether the entry must be called off.
  boolean requested() {
    return requests.pending();
  }

  /// R5: what has been asked for is looked at. Interrupts need no more than that: going round the
  /// loop makes the next flush see them.
  void lookAtRequests() {
    requests.check(VcpuRequest.IRQ_PENDING);
  }

  /// The level of a timer's output changes, seen by the vCPU's own thread.
  void timerOutput(GuestTimer timer, boolean level) {
    if (interrupts.timerOutput(timer, level)) {
      requests.make(VcpuRequest.IRQ_PENDING);
    }
  }

  /// An entry that is under way is called off, and decided anew.
  void reconsiderEntry() {
    requests.make(VcpuRequest.IRQ_PENDING);
  }

  /// The level of the PMU's interrupt, as flush and sync find it (`kvm_pmu_update_state`). Both
  /// come before the next look at what is pending, so no request is needed.
  void monitorOutput(boolean level) {
    interrupts.monitorOutput(level);
  }

  /// The level of the profiling buffer's interrupt, as the vCPU's own thread finds it between exit
  /// and entry.
  void profilingOutput(int intid, boolean level) {
    interrupts.profilingOutput(intid, level);
  }

  /// The vCPU must go round its loop, so that flush sees what has changed.
  void requestInterrupts() {
    requests.make(VcpuRequest.IRQ_PENDING);
  }

  /// The vCPU sends an SGI to itself.
  void ownSgi(int intid) {
    if (interrupts.receiveSgi(intid)) {
      requests.make(VcpuRequest.IRQ_PENDING);
    }
  }

  /// The guest writes its redistributor.
  void writeRedistributor(
      VcpuRedistributor of, FrameRegister register, long value, BeforeEntry beforeEntry) {
    if (interrupts.writeFrame(of, register.offset(), (int) value, beforeEntry)) {
      requests.make(VcpuRequest.IRQ_PENDING);
    }
  }

  /// Another vCPU, on PE `fromPe`, sends an SGI (`vgic_queue_irq_unlock`, `kvm_vcpu_kick`).
  ///
  /// @param blocked whether the thread sleeps
  /// @param pe where the vCPU is loaded, or [#NO_PE]
  KickProtocol.Action sgi(int intid, boolean blocked, int pe, int fromPe) {
    if (!interrupts.receiveSgi(intid)) {
      return new KickProtocol.Action.Nothing();
    }
    requests.make(VcpuRequest.IRQ_PENDING);
    KickProtocol.Action action = KickProtocol.kick(blocked, mode, false, pe, fromPe, true);
    if (!blocked) {
      mode = mode.afterKick();
    }
    return action;
  }

  /// An SPI comes onto the list, something is done to it while it is there, the distributor is
  /// switched, or a sibling reaches for the vCPU's redistributor.
  ///
  /// @param blocked whether the thread sleeps
  /// @param pe where the vCPU is loaded, or [#NO_PE]
  KickProtocol.Action of(
      Vcpu.Command.OfGic done, BeforeEntry beforeEntry, boolean blocked, int pe) {
    boolean queued =
        switch (done) {
          case Vcpu.Command.SpiQueued(var irq, var keeper) -> interrupts.adopt(irq, keeper);
          case Vcpu.Command.SpiRaised(int intid, int target) -> interrupts.raise(intid, target);
          case Vcpu.Command.SpiChanged(int intid, var change, var asker) ->
              interrupts.change(intid, change, asker);
          case Vcpu.Command.DistributorOn(boolean on, var asker) ->
              interrupts.distributor(on, asker);
          case Vcpu.Command.PpiDriven(int intid, boolean level) ->
              interrupts.userInput(intid, level);
          case Vcpu.Command.FrameAccess access -> interrupts.access(access, beforeEntry);
        };
    if (!queued) {
      return new KickProtocol.Action.Nothing();
    }
    requests.make(VcpuRequest.IRQ_PENDING);
    KickProtocol.Action action = KickProtocol.kick(blocked, mode, false, pe, NO_PE, true);
    if (!blocked) {
      mode = mode.afterKick();
    }
    return action;
  }

  /// Whether a kick ends a sleep: a thread that finds nothing when it wakes sleeps on
  /// (`kvm_vcpu_check_block`).
  ///
  /// @param asleep or else on its way there
  boolean wakes(KickProtocol.Action kick, boolean asleep, RegisterFile saved) {
    return kick instanceof KickProtocol.Action.Wake && (!asleep || runnable(saved));
  }

  /// Whether the vCPU has nothing to wait for (`kvm_arch_vcpu_runnable`).
  ///
  /// @param saved its registers, which are not in a PE
  boolean runnable(RegisterFile saved) {
    return interrupts.pending(saved);
  }

  /// As the other, while its registers are in a PE.
  ///
  /// @param machineControl ICH_VMCR_EL2 there
  boolean runnable(long machineControl) {
    return interrupts.pending(machineControl);
  }
}
