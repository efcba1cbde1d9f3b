package io.interlock.actors.host.vcpu;

import akka.actor.typed.ActorRef;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VcpuPower;
import io.interlock.actors.host.VirtualMachine;
import io.interlock.hypervisor.vcpu.MpState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The power of a vCPU, who holds it still, and what it begins with when it is turned on: what KVM
/// keeps under `mp_state_lock`, so that each change is one delivery.
final class PowerState {
  private MpState state;
  private int pauses;
  private VcpuPower.@Nullable Start start;

  /// Those who wait until the vCPU is out of guest mode: halters of the VM, and vCPUs that stop all
  /// others.
  private List<ActorRef<VirtualMachine.Command>> halters = List.of();

  private List<ActorRef<Vcpu.Command>> stoppers = List.of();

  PowerState(MpState state) {
    this.state = state;
  }

  PowerState copy() {
    PowerState copy = new PowerState(state);
    copy.pauses = pauses;
    copy.start = start;
    copy.halters = halters;
    copy.stoppers = stoppers;
    return copy;
  }

  MpState state() {
    return state;
  }

  boolean isOff() {
    return state == MpState.STOPPED;
  }

  /// `kvm_arch_vcpu_runnable`'s other half (`vcpu_can_run`): it is on, and nobody holds it.
  boolean canRun() {
    return state != MpState.STOPPED && pauses == 0;
  }

  /// User space has suspended it.
  boolean isSuspended() {
    return state == MpState.SUSPENDED;
  }

  /// KVM_SET_MP_STATE, or CPU_OFF.
  void set(MpState next) {
    state = next;
  }

  /// CPU_ON, or the end of a suspension: what it begins with is written down before anybody can see
  /// that it is on.
  void turnOn(VcpuPower.Start from) {
    start = from;
    state = MpState.RUNNABLE;
  }

  /// Whether it has to begin anew before it runs.
  boolean resetDue() {
    return start != null;
  }

  /// Whether it must not enter its guest now.
  boolean keepsOut() {
    return !canRun() || resetDue() || isSuspended();
  }

  /// What it begins with, which is told once.
  VcpuPower.@Nullable Start takeStart() {
    VcpuPower.Start taken = start;
    start = null;
    return taken;
  }

  /// Somebody holds it still, and waits until it is out of guest mode. Those who do are counted.
  void pause() {
    pauses++;
  }

  /// One of them lets it go.
  void resume() {
    pauses--;
  }

  /// Whether it is held.
  boolean isPaused() {
    return pauses > 0;
  }

  /// A halter of the VM waits.
  void awaitedByHalter(ActorRef<VirtualMachine.Command> halter) {
    List<ActorRef<VirtualMachine.Command>> more = new ArrayList<>(halters);
    more.add(halter);
    halters = List.copyOf(more);
  }

  /// A vCPU that stops all others waits.
  void awaitedByStopper(ActorRef<Vcpu.Command> stopper) {
    List<ActorRef<Vcpu.Command>> more = new ArrayList<>(stoppers);
    more.add(stopper);
    stoppers = List.copyOf(more);
  }

  /// The vCPU is out of guest mode, and its state is in memory.
  void outside() {
    if (!halters.isEmpty()) {
      halters.forEach(halter -> halter.tell(new VirtualMachine.Command.VcpuHalted()));
      halters = List.of();
    }
    if (!stoppers.isEmpty()) {
      stoppers.forEach(stopper -> stopper.tell(new Vcpu.Command.PowerAnswer(0)));
      stoppers = List.of();
    }
  }
}
