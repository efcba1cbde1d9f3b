package io.interlock.actors.host.vm;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.SharedInterrupts;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VirtualMachine;
import io.interlock.engine.Sim;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who halts a VM: each in turn asks all vCPUs to get out of guest mode, waits until they have, and
/// lets them go when it is done with them.
///
/// @param holders how many have halted it and not let it go
/// @param due answers of vCPUs that are on their way out
/// @param hasty how many are to let it go as soon as it is halted
/// @param waiting those who want to know when it is
record Halts(int holders, int due, int hasty, List<ActorRef<SharedInterrupts.Command>> waiting) {
  static final Halts NONE = new Halts(0, 0, 0, List.of());

  /// One more halts it, and perhaps wants to know when it is.
  Halts begun(
      ActorRef<VirtualMachine.Command> self,
      List<ActorRef<Vcpu.Command>> vcpus,
      @Nullable ActorRef<SharedInterrupts.Command> by) {
    vcpus.forEach(vcpu -> vcpu.tell(new Vcpu.Command.Pause(self)));
    return new Halts(holders + 1, due + vcpus.size(), hasty, with(by));
  }

  private List<ActorRef<SharedInterrupts.Command>> with(
      @Nullable ActorRef<SharedInterrupts.Command> by) {
    if (by == null) {
      return waiting;
    }
    List<ActorRef<SharedInterrupts.Command>> more = new ArrayList<>(waiting);
    more.add(by);
    return List.copyOf(more);
  }

  /// A vCPU is out.
  Halts halted(Sim<?> sim, int vm, List<ActorRef<Vcpu.Command>> vcpus) {
    if (due > 1) {
      return new Halts(holders, due - 1, hasty, waiting);
    }
    sim.state(new Fact.VmHalted(vm));
    waiting.forEach(each -> each.tell(new SharedInterrupts.Command.Done()));
    Halts now = new Halts(holders, 0, hasty, List.of());
    for (; now.hasty > 0; now = new Halts(now.holders, 0, now.hasty - 1, List.of())) {
      now = now.letGo(sim, vm, vcpus);
    }
    return now;
  }

  /// One lets it go, at once or when it is halted, and perhaps wants to know that this is settled.
  Halts resumed(
      Sim<?> sim,
      int vm,
      List<ActorRef<Vcpu.Command>> vcpus,
      @Nullable ActorRef<SharedInterrupts.Command> by) {
    if (holders <= hasty) {
      return this;
    }
    Halts now = due > 0 ? new Halts(holders, due, hasty + 1, waiting) : letGo(sim, vm, vcpus);
    if (by != null) {
      by.tell(new SharedInterrupts.Command.Done());
    }
    return now;
  }

  private Halts letGo(Sim<?> sim, int vm, List<ActorRef<Vcpu.Command>> vcpus) {
    vcpus.forEach(vcpu -> vcpu.tell(new Vcpu.Command.Resume()));
    if (holders == 1) {
      sim.state(new Fact.VmResumed(vm));
    }
    return new Halts(holders - 1, due, hasty, waiting);
  }
}
