package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.hardware.topology.CpuSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// User space of one virtual machine: makes it, runs its vCPUs, and handles what KVM_RUN returns.
public final class Vmm {
  private Vmm() {}

  /// What a VMM understands.
  public sealed interface Command {
    /// Go: KVM_CREATE_VM and all that follows.
    record Start() implements Command {}

    /// The answer to KVM_CREATE_VM.
    record VmCreated(ActorRef<VirtualMachine.Command> vm) implements Command {}

    /// The answer to KVM_CREATE_VCPU and KVM_ARM_VCPU_INIT.
    record VcpuReady(int index, ActorRef<Vcpu.Command> vcpu) implements Command {}

    /// The answer to an attribute: 0 or a negative errno.
    record AttributeSet(int result) implements Command {}

    /// KVM_RUN of a vCPU came back.
    record RunReturned(int index, RunExit exit) implements Command {}
  }

  /// Why KVM_RUN came back.
  public sealed interface RunExit {
    /// KVM_EXIT_MMIO: a device of user space was accessed.
    record Mmio() implements RunExit {}

    /// KVM_EXIT_FAIL_ENTRY with reason CPU_UNSUPPORTED on that PE.
    record FailEntry(int pe) implements RunExit {}

    /// The vCPU powered itself off; its thread ends.
    record PoweredOff() implements RunExit {}
  }

  /// A VMM that will make the virtual machine of `plan`.
  public static Behavior<Command> create(VmPlan plan, ActorRef<Host.Command> host) {
    return StatefulBehavior.of(
        _ -> new State(plan, null, List.of()),
        (sim, state, message) -> state.receive(sim, message, host));
  }

  /// @param vm the virtual machine once it exists
  /// @param vcpus those that are ready, by index
  private record State(
      VmPlan plan,
      @Nullable ActorRef<VirtualMachine.Command> vm,
      List<ActorRef<Vcpu.Command>> vcpus) {

    State receive(Sim<Command> sim, Command message, ActorRef<Host.Command> host) {
      return switch (message) {
        case Command.Start _ -> {
          host.tell(new Host.Command.CreateVm(plan.vm(), sim.self()));
          yield this;
        }
        case Command.VmCreated(var created) -> {
          created.tell(new VirtualMachine.Command.SetSupportedCpus(plan.supported(), sim.self()));
          yield new State(plan, created, vcpus);
        }
        case Command.AttributeSet(int result) -> {
          if (result != 0) {
            throw new IllegalStateException(
                plan.name() + ": KVM refused the supported CPUs with " + result);
          }
          createVcpu(sim, 0);
          yield this;
        }
        case Command.VcpuReady(_, var vcpu) -> ready(sim, vcpu);
        case Command.RunReturned(int index, RunExit exit) -> {
          handle(index, exit);
          yield this;
        }
      };
    }

    private void createVcpu(Sim<Command> sim, int index) {
      if (vm != null) {
        vm.tell(new VirtualMachine.Command.CreateVcpu(index, sim.self()));
      }
    }

    private State ready(Sim<Command> sim, ActorRef<Vcpu.Command> vcpu) {
      List<ActorRef<Vcpu.Command>> all = new ArrayList<>(vcpus);
      all.add(vcpu);
      if (all.size() < plan.vcpus().size()) {
        createVcpu(sim, all.size());
      } else {
        for (ActorRef<Vcpu.Command> each : all) {
          each.tell(new Vcpu.Command.Run());
        }
      }
      return new State(plan, vm, List.copyOf(all));
    }

    private void handle(int index, RunExit exit) {
      ActorRef<Vcpu.Command> vcpu = vcpus.get(index);
      switch (exit) {
        case RunExit.Mmio _ -> vcpu.tell(new Vcpu.Command.Run());
        case RunExit.FailEntry _ -> {
          CpuSet usable = plan.vcpus().get(index).affinity().and(plan.supported());
          if (plan.repins() && !usable.isEmpty()) {
            vcpu.tell(new Vcpu.Command.SetAffinity(usable));
            vcpu.tell(new Vcpu.Command.Run());
          } else {
            vcpu.tell(new Vcpu.Command.Quit());
          }
        }
        case RunExit.PoweredOff _ -> vcpu.tell(new Vcpu.Command.Quit());
      }
    }
  }
}
