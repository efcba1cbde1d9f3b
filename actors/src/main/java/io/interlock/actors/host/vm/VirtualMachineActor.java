package io.interlock.actors.host.vm;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.actors.host.ProfilingRules;
import io.interlock.actors.host.RunExit;
import io.interlock.actors.host.SharedInterrupts;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VirtualMachine.Command;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.Vmm;
import io.interlock.actors.host.plan.HostUnits;
import io.interlock.actors.host.plan.TimerIntids;
import io.interlock.actors.host.vcpu.VcpuActor;
import io.interlock.actors.host.vgic.SharedInterruptsActor;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.pmu.uapi.Irqchip;
import io.interlock.hypervisor.pmu.uapi.VmFacts;
import io.interlock.hypervisor.uapi.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What KVM does about each message to a virtual machine.
public final class VirtualMachineActor {
  private VirtualMachineActor() {}

  /// A virtual machine without vCPUs.
  public static Behavior<Command> create(VmPlan plan, HostUnits units, CpuSet possibleCpus) {
    VmMonitors monitors =
        VmMonitors.created(plan.pmu(), plan.vcpus().size(), plan.machine().identity().monitors());
    return StatefulBehavior.of(
        _ ->
            new State(
                plan,
                units,
                possibleCpus,
                List.of(),
                monitors,
                VmSpeState.created(plan, units, possibleCpus),
                false,
                0,
                Halts.NONE,
                null),
        (sim, state, message) -> state.receive(sim, message));
  }

  /// @param supported `kvm->arch.supported_cpus`; all possible CPUs at first
  /// @param profiling its SPE, null without the feature
  /// @param hasRun KVM_ARCH_FLAG_HAS_RAN_ONCE
  /// @param gone how many vCPUs have left the host
  /// @param halts who holds the vCPUs still
  /// @param distributor of its GIC; null where nobody uses it
  private record State(
      VmPlan plan,
      HostUnits units,
      CpuSet supported,
      List<ActorRef<Vcpu.Command>> vcpus,
      VmMonitors monitors,
      @Nullable VmSpeState profiling,
      boolean hasRun,
      int gone,
      Halts halts,
      @Nullable ActorRef<SharedInterrupts.Command> distributor) {

    State receive(Sim<Command> sim, Command message) {
      return switch (message) {
        case Command.SetSupportedCpus(CpuSet cpus, var replyTo) -> setSupported(cpus, replyTo);
        case Command.CreateVcpu(int index, var replyTo) -> createVcpu(sim, index, replyTo);
        case Command.Configure(var request, var replyTo) -> {
          VmMonitors.Answer answer = monitors.request(request, facts());
          replyTo.tell(new Vmm.Command.AttributeSet(answer.result()));
          yield with(answer.kept());
        }
        case Command.FirstRun(var vcpu, var vmm) -> firstRun(sim, vcpu, vmm);
        case Command.SetSpeAttribute request -> with(spe().set(sim, request));
        case Command.HostSpus(var spus) -> with(spe().chosen(sim, spus));
        case Command.LimitBits(long res0) -> {
          vcpus.forEach(vcpu -> vcpu.tell(new Vcpu.Command.LimitBits(res0)));
          yield with(spe().withLimitBits(res0));
        }
        case Command.LockMemory(int vcpu, var pages) ->
            with(spe().lock(sim, vcpu, pages, vcpus.get(vcpu)));
        case Command.ReleaseMemory(int vcpu) -> with(spe().release(sim, vcpu));
        case Command.DiscardMemory _ -> with(spe().discard(vcpus, units.pes()));
        case Command.BufferStopped(int vcpu) -> with(spe().stopped(sim, vcpu, vcpus));
        case Command.RaiseLimit(long bytes, int vcpu, var replyTo) -> {
          replyTo.tell(new Vmm.Command.LimitRaised(vcpu));
          yield with(spe().limitedTo(bytes));
        }
        case Command.Halt(var by) -> with(halts.begun(sim.self(), vcpus, by));
        case Command.Resume(var by) -> with(halts.resumed(sim, plan.vm(), vcpus, by));
        case Command.VcpuHalted _ -> with(halts.halted(sim, plan.vm(), vcpus));
        case Command.ServeDevice(int intid, int vcpu, var replyTo) -> {
          Objects.requireNonNull(distributor)
              .tell(new SharedInterrupts.Command.Served(intid, vcpu, replyTo));
          yield this;
        }
        case Command.SaveShared(var replyTo) -> {
          Objects.requireNonNull(distributor).tell(new SharedInterrupts.Command.Leave(replyTo));
          yield this;
        }
        case Command.CallGic(var call, String text, var replyTo) -> {
          State now = withDistributor(sim);
          Objects.requireNonNull(now.distributor)
              .tell(new SharedInterrupts.Command.UserCall(call, text, replyTo));
          yield now;
        }
        case Command.ResetGic(var replyTo) -> {
          if (distributor == null) {
            replyTo.tell(new Vmm.Command.GicReset());
          } else {
            distributor.tell(new SharedInterrupts.Command.Reset(replyTo));
          }
          yield this;
        }
        case Command.VcpuGone _ -> {
          if (gone + 1 == vcpus.size()) {
            sim.stop();
          }
          yield new State(
              plan,
              units,
              supported,
              vcpus,
              monitors,
              profiling,
              hasRun,
              gone + 1,
              halts,
              distributor);
        }
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
                  VcpuActor.create(plan, plan.vcpus().get(index), units, replyTo, sim.self()),
                  "vcpu" + index);
      List<ActorRef<Vcpu.Command>> all = new ArrayList<>(vcpus);
      all.add(vcpu);
      State more =
          new State(
              plan,
              units,
              supported,
              List.copyOf(all),
              answer.kept(),
              profiling,
              hasRun,
              gone,
              halts,
              distributor);
      replyTo.tell(new Vmm.Command.VcpuReady(index, vcpu));
      boolean complete = all.size() == plan.vcpus().size();
      return complete && plan.usesDistributor() ? more.withDistributor(sim) : more;
    }

    /// Where nothing had to do with it, user space is the first to need it.
    private State withDistributor(Sim<Command> sim) {
      if (distributor != null) {
        return this;
      }
      var behavior = SharedInterruptsActor.create(plan, vcpus, sim.self());
      var made = sim.context().spawn(behavior, "spis");
      return new State(
          plan, units, supported, vcpus, monitors, profiling, hasRun, gone, halts, made);
    }

    private State setSupported(CpuSet cpus, ActorRef<Vmm.Command> replyTo) {
      VmSpeState spe = profiling;
      VmSpeState chosen = spe == null || hasRun ? spe : spe.withPmu(cpus);
      boolean refused = spe != null && chosen == null;
      int result = hasRun ? Errno.EBUSY.result() : refused ? Errno.EINVAL.result() : 0;
      replyTo.tell(new Vmm.Command.AttributeSet(result));
      if (result != 0) {
        return this;
      }
      // The SPE's mask holds what a PMU has narrowed, too.
      CpuSet narrowed = spe == null ? supported.and(cpus) : supported;
      return new State(
          plan, units, narrowed, vcpus, monitors, chosen, false, gone, halts, distributor);
    }

    private State firstRun(
        Sim<Command> sim, ActorRef<Vcpu.Command> vcpu, ActorRef<Vmm.Command> vmm) {
      int index = vcpus.indexOf(vcpu);
      if (!hasRun) {
        plan.stateGic(sim, false);
      }
      VmSpeState.FirstRun first = profiling == null ? null : profiling.firstRun(sim, index);
      int ofMonitors = monitors.firstRun(facts(), index);
      int result = first == null || first.result() == 0 ? ofMonitors : first.result();
      if (result != 0) {
        vmm.tell(new Vmm.Command.RunReturned(index, new RunExit.Failed(result)));
        return this;
      }
      VmSpeState spe = first == null ? null : first.state();
      CpuSet cpus = monitors.supported(spe == null ? supported : supported.and(spe.cpus()));
      ProfilingRules rules = spe == null ? null : spe.rules();
      vcpu.tell(
          new Vcpu.Command.Configured(
              cpus,
              vcpus,
              monitors.monitorsOf(index),
              monitors.countersOf(index),
              rules,
              distributor));
      if (rules != null && hasRun) {
        tellOthers(vcpu, new Vcpu.Command.SamplingControl(rules.samplingControl()));
      }
      return new State(
          plan, units, supported, vcpus, monitors, spe, true, gone, halts, distributor);
    }

    private void tellOthers(ActorRef<Vcpu.Command> one, Vcpu.Command message) {
      vcpus.stream().filter(other -> !other.equals(one)).forEach(other -> other.tell(message));
    }

    private VmFacts facts() {
      TimerIntids timers = units.settings().of(plan).timers();
      Set<Integer> taken = Set.of(timers.virtual(), timers.physical(), IntId.GIC_MAINTENANCE);
      return new VmFacts(
          Irqchip.GIC_V3, true, hasRun, plan.interrupts() - IntId.PRIVATE_COUNT, taken);
    }

    private State with(VmMonitors changed) {
      return new State(
          plan, units, supported, vcpus, changed, profiling, hasRun, gone, halts, distributor);
    }

    private State with(VmSpeState changed) {
      return new State(
          plan, units, supported, vcpus, monitors, changed, hasRun, gone, halts, distributor);
    }

    private State with(Halts changed) {
      return new State(
          plan, units, supported, vcpus, monitors, profiling, hasRun, gone, changed, distributor);
    }

    private VmSpeState spe() {
      return Objects.requireNonNull(profiling, plan.name());
    }
  }
}
