package io.interlock.actors.host.vcpu;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.actors.host.Vcpu.Command;
import io.interlock.actors.host.VirtualMachine;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.Vmm;
import io.interlock.actors.host.plan.HostUnits;
import io.interlock.engine.StatefulBehavior;

/// What a vCPU does about each message is up to its thread ([VcpuThread]).
public final class VcpuActor {
  private VcpuActor() {}

  /// A vCPU that waits for its first KVM_RUN.
  public static Behavior<Command> create(
      VmPlan vm,
      VmPlan.VcpuPlan plan,
      HostUnits units,
      ActorRef<Vmm.Command> vmm,
      ActorRef<VirtualMachine.Command> machine) {
    return StatefulBehavior.of(
        _ -> VcpuThread.create(vm, plan, units, vmm, machine),
        (sim, state, message) -> state.receive(sim, message));
  }
}
