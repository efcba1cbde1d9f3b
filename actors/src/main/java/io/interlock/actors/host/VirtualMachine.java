package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.hardware.topology.CpuSet;
import java.util.ArrayList;
import java.util.List;

/// What KVM keeps for one virtual machine: its vCPUs, and the CPUs they may run on.
///
/// Each message is handled as if under the VM's `config_lock`.
public final class VirtualMachine {
  /// Device or resource busy.
  static final int EBUSY = 16;

  private VirtualMachine() {}

  /// What a virtual machine understands.
  public sealed interface Command {
    /// Narrows `supported_cpus`, as choosing a PMU or an SPU does; refused with -EBUSY once a vCPU
    /// has run.
    record SetSupportedCpus(CpuSet cpus, ActorRef<Vmm.Command> replyTo) implements Command {}

    /// KVM_CREATE_VCPU and KVM_ARM_VCPU_INIT, in order of index.
    record CreateVcpu(int index, ActorRef<Vmm.Command> replyTo) implements Command {}

    /// A vCPU is about to run for the first time (`kvm_arch_vcpu_run_pid_change`).
    record FirstRun(ActorRef<Vcpu.Command> vcpu) implements Command {}
  }

  /// A virtual machine without vCPUs.
  public static Behavior<Command> create(VmPlan plan, HostUnits units, CpuSet possibleCpus) {
    return StatefulBehavior.of(
        _ -> new State(plan, units, possibleCpus, List.of(), false),
        (sim, state, message) -> state.receive(sim, message));
  }

  /// @param supported `kvm->arch.supported_cpus`; all possible CPUs at first
  /// @param hasRun KVM_ARCH_FLAG_HAS_RAN_ONCE
  private record State(
      VmPlan plan,
      HostUnits units,
      CpuSet supported,
      List<ActorRef<Vcpu.Command>> vcpus,
      boolean hasRun) {

    State receive(Sim<Command> sim, Command message) {
      return switch (message) {
        case Command.SetSupportedCpus(CpuSet cpus, var replyTo) -> {
          replyTo.tell(new Vmm.Command.AttributeSet(hasRun ? -EBUSY : 0));
          yield hasRun ? this : new State(plan, units, supported.and(cpus), vcpus, false);
        }
        case Command.CreateVcpu(int index, var replyTo) -> {
          ActorRef<Vcpu.Command> vcpu =
              sim.context()
                  .spawn(
                      Vcpu.create(plan, plan.vcpus().get(index), units, replyTo, sim.self()),
                      "vcpu" + index);
          List<ActorRef<Vcpu.Command>> all = new ArrayList<>(vcpus);
          all.add(vcpu);
          replyTo.tell(new Vmm.Command.VcpuReady(index, vcpu));
          yield new State(plan, units, supported, List.copyOf(all), hasRun);
        }
        case Command.FirstRun(var vcpu) -> {
          vcpu.tell(new Vcpu.Command.Configured(supported, vcpus));
          yield new State(plan, units, supported, vcpus, true);
        }
      };
    }
  }
}
