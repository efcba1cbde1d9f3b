package io.interlock.actors.host.vgic;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.actors.host.SharedInterrupts.Command;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VirtualMachine;
import io.interlock.actors.host.VmPlan;
import io.interlock.engine.StatefulBehavior;
import java.util.List;

/// What the distributor of a VM does about each message ([VmDistributor]).
public final class SharedInterruptsActor {
  private SharedInterruptsActor() {}

  /// Those of a VM whose devices begin at once, or go on.
  ///
  /// @param machine halts the VM
  public static Behavior<Command> create(
      VmPlan plan, List<ActorRef<Vcpu.Command>> vcpus, ActorRef<VirtualMachine.Command> machine) {
    return StatefulBehavior.of(
        sim -> {
          var state = new VmDistributor(plan, vcpus, machine, sim.now());
          state.begin(sim);
          return state;
        },
        (sim, state, message) -> state.receive(sim, message));
  }
}
