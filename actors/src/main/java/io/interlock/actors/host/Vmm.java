package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.actors.fact.Fact;
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

    /// KVM_ARM_VCPU_INIT failed with this result.
    record VcpuRefused(int result) implements Command {}

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

    /// KVM_RUN failed with this result before the vCPU ran.
    record Failed(int result) implements RunExit {}

    /// The vCPU powered itself off; its thread ends.
    record PoweredOff() implements RunExit {}
  }

  /// A VMM that will make the virtual machine of `plan`.
  public static Behavior<Command> create(VmPlan plan, ActorRef<Host.Command> host) {
    return StatefulBehavior.of(
        _ -> new State(plan, null, List.of(), 0),
        (sim, state, message) -> state.receive(sim, message, host));
  }

  /// @param vm the virtual machine once it exists
  /// @param vcpus those that are ready, by index
  /// @param asked how many of the requests about the PMU have been made
  private record State(
      VmPlan plan,
      @Nullable ActorRef<VirtualMachine.Command> vm,
      List<ActorRef<Vcpu.Command>> vcpus,
      int asked) {

    State receive(Sim<Command> sim, Command message, ActorRef<Host.Command> host) {
      return switch (message) {
        case Command.Start _ -> {
          host.tell(new Host.Command.CreateVm(plan.vm(), sim.self()));
          yield this;
        }
        case Command.VmCreated(var created) -> {
          created.tell(new VirtualMachine.Command.SetSupportedCpus(plan.supported(), sim.self()));
          yield new State(plan, created, vcpus, asked);
        }
        case Command.AttributeSet(int result) -> answered(sim, result);
        case Command.VcpuRefused(int result) -> {
          refused(sim, "KVM_ARM_VCPU_INIT of vCPU " + vcpus.size(), result);
          yield this;
        }
        case Command.VcpuReady(_, var vcpu) -> ready(sim, vcpu);
        case Command.RunReturned(int index, RunExit exit) -> {
          handle(sim, index, exit);
          yield this;
        }
      };
    }

    private State answered(Sim<Command> sim, int result) {
      boolean vcpusExist = vcpus.size() == plan.vcpus().size();
      if (result != 0) {
        refused(sim, vcpusExist ? request(asked - 1).toString() : "the supported CPUs", result);
        return this;
      }
      if (!vcpusExist) {
        createVcpu(sim, 0);
        return this;
      }
      return proceed(sim);
    }

    private void refused(Sim<Command> sim, String call, int result) {
      sim.state(new Fact.CallRefused(plan.vm(), call, result));
    }

    private PmuPlan.Request request(int index) {
      return plan.pmu().requests().get(index);
    }

    private void createVcpu(Sim<Command> sim, int index) {
      if (vm != null) {
        vm.tell(new VirtualMachine.Command.CreateVcpu(index, sim.self()));
      }
    }

    /// Makes the next request about the PMU; when there is none left, runs all vCPUs.
    private State proceed(Sim<Command> sim) {
      if (asked == plan.pmu().requests().size() || vm == null) {
        for (ActorRef<Vcpu.Command> each : vcpus) {
          each.tell(new Vcpu.Command.Run());
        }
        return this;
      }
      vm.tell(new VirtualMachine.Command.Configure(request(asked), sim.self()));
      return new State(plan, vm, vcpus, asked + 1);
    }

    private State ready(Sim<Command> sim, ActorRef<Vcpu.Command> vcpu) {
      List<ActorRef<Vcpu.Command>> all = new ArrayList<>(vcpus);
      all.add(vcpu);
      State more = new State(plan, vm, List.copyOf(all), asked);
      if (all.size() < plan.vcpus().size()) {
        createVcpu(sim, all.size());
        return more;
      }
      return more.proceed(sim);
    }

    private void handle(Sim<Command> sim, int index, RunExit exit) {
      ActorRef<Vcpu.Command> vcpu = vcpus.get(index);
      switch (exit) {
        case RunExit.Mmio _ -> vcpu.tell(new Vcpu.Command.Run());
        case RunExit.FailEntry _ -> {
          CpuSet supported = plan.pmu().narrowed(plan.supported());
          CpuSet usable = plan.vcpus().get(index).affinity().and(supported);
          if (plan.repins() && !usable.isEmpty()) {
            vcpu.tell(new Vcpu.Command.SetAffinity(usable));
            vcpu.tell(new Vcpu.Command.Run());
          } else {
            vcpu.tell(new Vcpu.Command.Quit());
          }
        }
        case RunExit.Failed(int result) ->
            refused(sim, "the first KVM_RUN of vCPU " + index, result);
        case RunExit.PoweredOff _ -> vcpu.tell(new Vcpu.Command.Quit());
      }
    }
  }
}
