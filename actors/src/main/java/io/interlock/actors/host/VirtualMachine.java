package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.pmu.uapi.Irqchip;
import io.interlock.hypervisor.pmu.uapi.VmFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What KVM keeps for one virtual machine: its vCPUs, the CPUs they may run on, and what is settled
/// of their PMU.
///
/// Each message is handled as if under the VM's `config_lock`.
public final class VirtualMachine {
  /// Device or resource busy.
  static final int EBUSY = 16;

  private static final int SPIS = 32;

  private VirtualMachine() {}

  /// What a virtual machine understands.
  public sealed interface Command {
    /// Narrows `supported_cpus`, as choosing a PMU or an SPU does; refused with -EBUSY once a vCPU
    /// has run.
    record SetSupportedCpus(CpuSet cpus, ActorRef<Vmm.Command> replyTo) implements Command {}

    /// KVM_CREATE_VCPU and KVM_ARM_VCPU_INIT, in order of index.
    record CreateVcpu(int index, ActorRef<Vmm.Command> replyTo) implements Command {}

    /// A call that concerns the PMU.
    record Configure(PmuPlan.Request request, ActorRef<Vmm.Command> replyTo) implements Command {}

    /// A vCPU is about to run for the first time (`kvm_arch_vcpu_run_pid_change`).
    record FirstRun(ActorRef<Vcpu.Command> vcpu, ActorRef<Vmm.Command> vmm) implements Command {}
  }

  /// A virtual machine without vCPUs.
  public static Behavior<Command> create(VmPlan plan, HostUnits units, CpuSet possibleCpus) {
    VmMonitors monitors = VmMonitors.created(plan.pmu(), plan.vcpus().size());
    return StatefulBehavior.of(
        _ -> new State(plan, units, possibleCpus, List.of(), monitors, false),
        (sim, state, message) -> state.receive(sim, message));
  }

  /// @param supported `kvm->arch.supported_cpus`; all possible CPUs at first
  /// @param hasRun KVM_ARCH_FLAG_HAS_RAN_ONCE
  private record State(
      VmPlan plan,
      HostUnits units,
      CpuSet supported,
      List<ActorRef<Vcpu.Command>> vcpus,
      VmMonitors monitors,
      boolean hasRun) {

    State receive(Sim<Command> sim, Command message) {
      return switch (message) {
        case Command.SetSupportedCpus(CpuSet cpus, var replyTo) -> {
          replyTo.tell(new Vmm.Command.AttributeSet(hasRun ? -EBUSY : 0));
          yield hasRun ? this : narrowed(cpus);
        }
        case Command.CreateVcpu(int index, var replyTo) -> createVcpu(sim, index, replyTo);
        case Command.Configure(var request, var replyTo) -> {
          VmMonitors.Answer answer = monitors.request(request, facts());
          replyTo.tell(new Vmm.Command.AttributeSet(answer.result()));
          yield with(answer.kept());
        }
        case Command.FirstRun(var vcpu, var vmm) -> firstRun(vcpu, vmm);
      };
    }

    private State createVcpu(Sim<Command> sim, int index, ActorRef<Vmm.Command> replyTo) {
      VmMonitors.Answer answer = monitors.initialise();
      if (answer.result() != 0) {
        replyTo.tell(new Vmm.Command.VcpuRefused(answer.result()));
        return this;
      }
      ActorRef<Vcpu.Command> vcpu =
          sim.context()
              .spawn(
                  Vcpu.create(plan, plan.vcpus().get(index), units, replyTo, sim.self()),
                  "vcpu" + index);
      List<ActorRef<Vcpu.Command>> all = new ArrayList<>(vcpus);
      all.add(vcpu);
      replyTo.tell(new Vmm.Command.VcpuReady(index, vcpu));
      return new State(plan, units, supported, List.copyOf(all), answer.kept(), hasRun);
    }

    private State firstRun(ActorRef<Vcpu.Command> vcpu, ActorRef<Vmm.Command> vmm) {
      int index = vcpus.indexOf(vcpu);
      int result = monitors.firstRun(facts(), index);
      if (result != 0) {
        vmm.tell(new Vmm.Command.RunReturned(index, new Vmm.RunExit.Failed(result)));
        return this;
      }
      vcpu.tell(
          new Vcpu.Command.Configured(
              monitors.supported(supported), vcpus, monitors.monitorsOf(index)));
      return new State(plan, units, supported, vcpus, monitors, true);
    }

    private VmFacts facts() {
      int timer = units.settings().virtualTimerIntid();
      Set<Integer> taken = Set.of(timer, IntId.GIC_MAINTENANCE);
      return new VmFacts(Irqchip.GIC_V3, true, hasRun, SPIS, taken);
    }

    private State narrowed(CpuSet cpus) {
      return new State(plan, units, supported.and(cpus), vcpus, monitors, hasRun);
    }

    private State with(VmMonitors changed) {
      return new State(plan, units, supported, vcpus, changed, hasRun);
    }
  }
}
