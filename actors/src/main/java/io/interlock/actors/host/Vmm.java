package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.actors.fact.Fact;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.sched.HostAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    /// What sysfs shows of the host's PMUs and SPUs.
    record EventSources(List<PerfDrivers.EventSource> sources) implements Command {}

    /// Alarm: what it does by itself with this index is due.
    record ActionDue(int index) implements Command, OfScenario {}

    /// KVM_RUN of a vCPU came back.
    record RunReturned(int index, RunExit exit) implements Command {}
  }

  /// Why KVM_RUN came back.
  public sealed interface RunExit {
    /// KVM_EXIT_MMIO: a device of user space was accessed.
    record Mmio() implements RunExit {}

    /// KVM_EXIT_FAIL_ENTRY with reason CPU_UNSUPPORTED on that PE.
    record FailEntry(int pe) implements RunExit {}

    /// KVM_EXIT_RLIMIT: a buffer needs more memory than may be locked, so many bytes in all.
    record Rlimit(long bytesNeeded) implements RunExit {}

    /// KVM_RUN failed with this result before the vCPU ran.
    record Failed(int result) implements RunExit {}

    /// The vCPU powered itself off; its thread ends.
    record PoweredOff() implements RunExit {}
  }

  private enum Alarm {
    ACTION
  }

  /// A VMM that will make the virtual machine of `plan`.
  ///
  /// @param actions what it does by itself, in the order of time
  /// @param drivers whose sysfs it reads
  public static Behavior<Command> create(
      VmPlan plan,
      List<HostAction> actions,
      ActorRef<Host.Command> host,
      ActorRef<PerfDrivers.Command> drivers) {
    return StatefulBehavior.of(
        _ -> new State(plan, drivers, null, List.of(), 0, List.of(), plan.supported()),
        (sim, state, message) -> {
          if (message instanceof Command.Start) {
            await(sim, actions, 0);
          } else if (message instanceof Command.ActionDue(int index)) {
            await(sim, actions, index + 1);
            state.act(actions.get(index));
          }
          return state.receive(sim, message, host);
        });
  }

  private static void await(Sim<Command> sim, List<HostAction> actions, int index) {
    if (index < actions.size()) {
      long delay = actions.get(index).atPicos() - sim.now();
      sim.arm(Alarm.ACTION, Math.max(0, delay), new Command.ActionDue(index));
    }
  }

  /// @param vm the virtual machine once it exists
  /// @param vcpus those that are ready, by index
  /// @param asked how many of the requests about the PMU have been made
  /// @param requests those about SPE that are not answered
  /// @param usable CPUs that have what user space has chosen for the VM, as it knows from sysfs
  private record State(
      VmPlan plan,
      ActorRef<PerfDrivers.Command> drivers,
      @Nullable ActorRef<VirtualMachine.Command> vm,
      List<ActorRef<Vcpu.Command>> vcpus,
      int asked,
      List<SpeRequest> requests,
      CpuSet usable) {

    State receive(Sim<Command> sim, Command message, ActorRef<Host.Command> host) {
      return switch (message) {
        case Command.Start _ -> {
          host.tell(new Host.Command.CreateVm(plan.vm(), sim.self()));
          yield this;
        }
        case Command.VmCreated(var created) -> {
          created.tell(new VirtualMachine.Command.SetSupportedCpus(plan.supported(), sim.self()));
          yield new State(plan, drivers, created, vcpus, asked, requests, usable);
        }
        case Command.AttributeSet(int result) -> answered(sim, result);
        case Command.ActionDue _ -> this;
        case Command.EventSources(var sources) -> configure(sim, sources);
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

    private void act(HostAction action) {
      if (action instanceof HostAction.Pin pin && pin.vcpu() < vcpus.size()) {
        vcpus.get(pin.vcpu()).tell(new Vcpu.Command.SetAffinity(pin.cpus()));
      } else if (action instanceof HostAction.Discard && vm != null && plan.profiling() != null) {
        vm.tell(new VirtualMachine.Command.DiscardMemory());
      }
    }

    private State answered(Sim<Command> sim, int result) {
      boolean vcpusExist = vcpus.size() == plan.vcpus().size();
      if (result != 0) {
        refused(sim, vcpusExist ? lastRequest() : "the supported CPUs", result);
        return this;
      }
      if (!requests.isEmpty()) {
        return speAnswered(sim);
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

    private String lastRequest() {
      return requests.isEmpty() ? request(asked - 1).toString() : requests.getFirst().text();
    }

    private PmuPlan.Request request(int index) {
      return plan.pmu().requests().get(index);
    }

    private void createVcpu(Sim<Command> sim, int index) {
      if (vm != null) {
        vm.tell(new VirtualMachine.Command.CreateVcpu(index, sim.self()));
      }
    }

    /// Makes the next request about the PMU; when there is none left, goes on to SPE, or runs all
    /// vCPUs.
    private State proceed(Sim<Command> sim) {
      if (asked == plan.pmu().requests().size() || vm == null) {
        if (plan.profiling() == null) {
          run();
        } else {
          drivers.tell(new PerfDrivers.Command.Look(sim.self()));
        }
        return this;
      }
      vm.tell(new VirtualMachine.Command.Configure(request(asked), sim.self()));
      return new State(plan, drivers, vm, vcpus, asked + 1, requests, usable);
    }

    private void run() {
      for (ActorRef<Vcpu.Command> each : vcpus) {
        each.tell(new Vcpu.Command.Run());
      }
    }

    private State configure(Sim<Command> sim, List<PerfDrivers.EventSource> sources) {
      VmProfiling profiling = Objects.requireNonNull(plan.profiling());
      if (profiling.runsEarly()) {
        run();
      }
      CpuSet cpus = usable;
      for (PerfDrivers.EventSource source : sources) {
        boolean chosen = profiling.choices().contains(source.name());
        cpus = chosen ? cpus.and(source.cpumask()) : cpus;
      }
      return new State(plan, drivers, vm, vcpus, asked, requests, cpus)
          .next(sim, SpeRequest.all(profiling, vcpus.size(), sources));
    }

    /// The first of the requests is answered; a VM that is refused one does not run.
    private State speAnswered(Sim<Command> sim) {
      List<SpeRequest> rest = requests.subList(1, requests.size());
      if (rest.isEmpty() && !Objects.requireNonNull(plan.profiling()).runsEarly()) {
        run();
      }
      return next(sim, List.copyOf(rest));
    }

    private State next(Sim<Command> sim, List<SpeRequest> left) {
      if (!left.isEmpty()) {
        boolean early = Objects.requireNonNull(plan.profiling()).runsEarly();
        left.getFirst().send(Objects.requireNonNull(vm), early, sim.self());
      }
      return new State(plan, drivers, vm, vcpus, asked, left, usable);
    }

    private State ready(Sim<Command> sim, ActorRef<Vcpu.Command> vcpu) {
      List<ActorRef<Vcpu.Command>> all = new ArrayList<>(vcpus);
      all.add(vcpu);
      State more = new State(plan, drivers, vm, List.copyOf(all), asked, requests, usable);
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
          CpuSet supported = plan.pmu().narrowed(usable);
          CpuSet better = plan.vcpus().get(index).affinity().and(supported);
          if (plan.repins() && !better.isEmpty()) {
            vcpu.tell(new Vcpu.Command.SetAffinity(better));
            vcpu.tell(new Vcpu.Command.Run());
          } else {
            vcpu.tell(new Vcpu.Command.Quit());
          }
        }
        case RunExit.Rlimit(long bytesNeeded) -> {
          if (vm != null && Objects.requireNonNull(plan.profiling()).raisesLimit()) {
            vm.tell(new VirtualMachine.Command.RaiseLimit(bytesNeeded));
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
