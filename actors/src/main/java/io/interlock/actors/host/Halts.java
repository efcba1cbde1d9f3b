package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact;
import io.interlock.engine.Sim;
import java.util.List;

/// Who halts a VM: each in turn asks all vCPUs to get out of guest mode, waits until they have, and
/// lets them go when it is done with them.
///
/// @param holders how many have halted it and not let it go
/// @param due answers of vCPUs that are on their way out
/// @param hasty how many are to let it go as soon as it is halted
record Halts(int holders, int due, int hasty) {
  static final Halts NONE = new Halts(0, 0, 0);

  /// One more halts it.
  Halts begun(ActorRef<VirtualMachine.Command> self, List<ActorRef<Vcpu.Command>> vcpus) {
    vcpus.forEach(vcpu -> vcpu.tell(new Vcpu.Command.Pause(self)));
    return new Halts(holders + 1, due + vcpus.size(), hasty);
  }

  /// A vCPU is out.
  Halts halted(Sim<?> sim, int vm, List<ActorRef<Vcpu.Command>> vcpus) {
    Halts now = new Halts(holders, due - 1, hasty);
    if (now.due > 0) {
      return now;
    }
    sim.state(new Fact.VmHalted(vm));
    for (; now.hasty > 0; now = new Halts(now.holders, 0, now.hasty - 1)) {
      now = now.letGo(sim, vm, vcpus);
    }
    return now;
  }

  /// One lets it go, at once or when it is halted.
  Halts resumed(Sim<?> sim, int vm, List<ActorRef<Vcpu.Command>> vcpus) {
    if (holders <= hasty) {
      return this;
    }
    return due > 0 ? new Halts(holders, due, hasty + 1) : letGo(sim, vm, vcpus);
  }

  private Halts letGo(Sim<?> sim, int vm, List<ActorRef<Vcpu.Command>> vcpus) {
    vcpus.forEach(vcpu -> vcpu.tell(new Vcpu.Command.Resume()));
    if (holders == 1) {
      sim.state(new Fact.VmResumed(vm));
    }
    return new Halts(holders - 1, due, hasty);
  }
}
