package io.interlock.actors.host.vmm;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VirtualMachine;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.Vmm;
import io.interlock.engine.Sim;
import io.interlock.hypervisor.sched.HostAction;
import io.interlock.hypervisor.uapi.Errno;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a VMM does by itself at a time, where that changes nothing of what it knows.
///
/// @param vm the virtual machine once it exists
/// @param vcpus those that are ready, by index
record VmmActions(
    VmPlan plan,
    @Nullable ActorRef<VirtualMachine.Command> vm,
    List<ActorRef<Vcpu.Command>> vcpus) {
  private enum Alarm {
    ACTION
  }

  /// The alarm is for the action with that index, if there is one.
  static void await(Sim<Vmm.Command> sim, List<HostAction> actions, int index) {
    if (index < actions.size()) {
      long delay = actions.get(index).atPicos() - sim.now();
      sim.arm(Alarm.ACTION, Math.max(0, delay), new Vmm.Command.ActionDue(index));
    }
  }

  /// Does one of them.
  void make(Sim<Vmm.Command> sim, HostAction action) {
    switch (action) {
      case HostAction.Pin pin when pin.vcpu() < vcpus.size() ->
          vcpus.get(pin.vcpu()).tell(new Vcpu.Command.SetAffinity(pin.cpus()));
      case HostAction.Discard _ when vm != null && plan.profiling() != null ->
          vm.tell(new VirtualMachine.Command.DiscardMemory());
      case HostAction.Hold(_, _, boolean halts) when vm != null ->
          vm.tell(
              halts
                  ? new VirtualMachine.Command.Halt(null)
                  : new VirtualMachine.Command.Resume(null));
      case HostAction.Call call -> call(sim, call);
      default -> {}
    }
  }

  /// The GIC is initialised when all vCPUs are there.
  private void call(Sim<Vmm.Command> sim, HostAction.Call call) {
    if (vm != null && vcpus.size() == plan.vcpus().size()) {
      vm.tell(new VirtualMachine.Command.CallGic(call.call(), call.text(), sim.self()));
    } else {
      sim.state(new Fact.CallMade(plan.vm(), call.text(), Errno.EBUSY.result()));
    }
  }
}
