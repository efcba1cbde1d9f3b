package io.interlock.actors.host.vmm;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.FleetNews;
import io.interlock.actors.host.GuestMachine;
import io.interlock.actors.host.Host;
import io.interlock.actors.host.PerfDrivers;
import io.interlock.actors.host.RunExit;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VcpuState;
import io.interlock.actors.host.VirtualMachine;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.VmProfiling;
import io.interlock.actors.host.Vmm.Command;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.sched.HostAction;
import io.interlock.hypervisor.vcpu.MpState;
import io.interlock.hypervisor.vcpu.PsciStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a VMM does about each message.
public final class VmmActor {
  private VmmActor() {}

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
        _ ->
            new State(
                plan, drivers, null, List.of(), Making.of(plan), Departure.NONE, UserCalls.NONE),
        (sim, state, message) -> {
          if (message instanceof Command.Start) {
            VmmActions.await(sim, actions, 0);
          } else if (message instanceof Command.ActionDue(int index)) {
            VmmActions.await(sim, actions, index + 1);
            return state.act(sim, actions.get(index));
          }
          return state.receive(sim, message, host);
        });
  }

  /// @param vm the virtual machine once it exists
  /// @param vcpus those that are ready, by index
  /// @param making what it asks of KVM before they run
  /// @param departure how far the VM is on its way from the host
  /// @param calls what it wants to do to vCPUs that are in KVM_RUN
  private record State(
      VmPlan plan,
      ActorRef<PerfDrivers.Command> drivers,
      @Nullable ActorRef<VirtualMachine.Command> vm,
      List<ActorRef<Vcpu.Command>> vcpus,
      Making making,
      Departure departure,
      UserCalls calls) {

    State receive(Sim<Command> sim, Command message, ActorRef<Host.Command> host) {
      return switch (message) {
        case Command.Start _ -> {
          host.tell(new Host.Command.CreateVm(plan.vm(), sim.self()));
          yield this;
        }
        case Command.VmCreated(var created) -> {
          created.tell(new VirtualMachine.Command.SetSupportedCpus(plan.supported(), sim.self()));
          yield new State(plan, drivers, created, vcpus, making, departure, calls);
        }
        case Command.AttributeSet(int result) -> answered(sim, result);
        case Command.ActionDue _ -> this;
        case Command.EventSources(var sources) -> configure(sim, sources);
        case Command.VcpuRefused(int result) ->
            refused(sim, "KVM_ARM_VCPU_INIT of vCPU " + vcpus.size(), result);
        case Command.VcpuReady(_, var vcpu) -> ready(sim, vcpu);
        case Command.DeviceServed(int index) ->
            departure.isAsked() ? outside(sim, index, false) : runAgain(index);
        case Command.SharedSaved(var state) -> with(departure.shared(state)).saveAll();
        case Command.RunReturned(int index, RunExit exit) -> returned(sim, index, exit);
        case Command.LimitRaised(int index) -> returned(sim, index, new RunExit.Interrupted());
        case Command.CallMade(String text, long result) -> {
          sim.state(new Fact.CallMade(plan.vm(), text, result));
          yield this;
        }
        case Command.GicReset _ -> beginAnew();
        case Command.Stop _ -> stop(sim, host);
        case Command.VcpuSaved(int index, var state) -> saved(sim, index, state, host);
      };
    }

    private State act(Sim<Command> sim, HostAction action) {
      return switch (action) {
        case HostAction.Stand _ when departure.isAsked() -> this;
        case HostAction.Stand(_, _, boolean stands) -> stands ? stand() : goOn();
        case HostAction.ToVcpu(_, _, int vcpu, var deed) when vcpu < vcpus.size() ->
            act(vcpu, deed);
        default -> {
          new VmmActions(plan, vm, vcpus).make(sim, action);
          yield this;
        }
      };
    }

    /// All vCPUs come out of KVM_RUN, and stay out.
    private State stand() {
      for (int index = 0; index < vcpus.size(); index++) {
        if (!departure.isOut(index) && !calls.isKept(index)) {
          vcpus.get(index).tell(new Vcpu.Command.Signal());
        }
      }
      return with(calls.standing(true));
    }

    private State goOn() {
      calls.kept().forEach(index -> vcpus.get(index).tell(new Vcpu.Command.Run()));
      return with(calls.standing(false));
    }

    /// KVM_RUN of a vCPU again, unless it is to stay out.
    private State runAgain(int index) {
      if (calls.stands() && !departure.isAsked()) {
        return with(calls.keeping(index));
      }
      vcpus.get(index).tell(new Vcpu.Command.Run());
      return this;
    }

    /// A signal brings the vCPU out, so that the call can be made. Only `immediate_exit` is a field
    /// of memory that both sides share.
    private State act(int vcpu, HostAction.Deed deed) {
      if (departure.isAsked() || departure.isOut(vcpu) || calls.end() != UserCalls.End.NONE) {
        return this;
      }
      if (calls.isKept(vcpu)) {
        return with(calls.with(vcpu, deed).make(vcpu, vcpus.get(vcpu)));
      }
      if (deed == HostAction.Deed.IMMEDIATE_EXIT) {
        vcpus.get(vcpu).tell(new Vcpu.Command.ImmediateExit());
        return this;
      }
      vcpus.get(vcpu).tell(new Vcpu.Command.Signal());
      return deed == HostAction.Deed.SIGNAL ? this : with(calls.with(vcpu, deed));
    }

    private State answered(Sim<Command> sim, int result) {
      boolean vcpusExist = vcpus.size() == plan.vcpus().size();
      if (result != 0) {
        return refused(sim, vcpusExist ? making.last(plan) : "the supported CPUs", result);
      }
      if (!making.requests().isEmpty()) {
        return speAnswered(sim);
      }
      if (!vcpusExist) {
        createVcpu(sim, 0);
        return this;
      }
      return proceed(sim);
    }

    /// What KVM refuses ends the making of the VM: its vCPUs do not run.
    private State refused(Sim<Command> sim, String call, int result) {
      sim.state(new Fact.CallRefused(plan.vm(), call, result));
      return with(departure.idle(vcpus.size()));
    }

    private State with(Making changed) {
      return new State(plan, drivers, vm, vcpus, changed, departure, calls);
    }

    private State with(Departure changed) {
      return new State(plan, drivers, vm, vcpus, making, changed, calls);
    }

    private State with(UserCalls changed) {
      return new State(plan, drivers, vm, vcpus, making, departure, changed);
    }

    /// A signal gets each vCPU out of KVM_RUN; those that are out for good are so already.
    private State stop(Sim<Command> sim, ActorRef<Host.Command> host) {
      State leaving = with(departure.begun());
      if (calls.end() == UserCalls.End.RESET) {
        leaving = leaving.with(leaving.departure.anew());
      }
      for (int index = 0; index < vcpus.size(); index++) {
        if (departure.isOut(index) || calls.isKept(index)) {
          leaving = leaving.outside(sim, index, departure.isOut(index));
        } else {
          vcpus.get(index).tell(new Vcpu.Command.Signal());
        }
      }
      if (departure.nothingComes() && vcpus.isEmpty()) {
        return leaving.gone(sim, host);
      }
      return leaving;
    }

    /// A vCPU is out of KVM_RUN while the VM leaves. Where SPIs may be on lists, they are looked up
    /// when all vCPUs are out, and before any of them is saved.
    private State outside(Sim<Command> sim, int index, boolean forGood) {
      if (!plan.usesDistributor() || departure.nothingComes()) {
        vcpus.get(index).tell(new Vcpu.Command.Save(forGood));
        return this;
      }
      State next = with(departure.halted(index, forGood));
      if (vm != null && next.departure.halted().size() == plan.vcpus().size()) {
        vm.tell(new VirtualMachine.Command.SaveShared(sim.self()));
      }
      return next;
    }

    private State saveAll() {
      departure
          .halted()
          .forEach((index, forGood) -> vcpus.get(index).tell(new Vcpu.Command.Save(forGood)));
      return this;
    }

    private State saved(Sim<Command> sim, int index, VcpuState state, ActorRef<Host.Command> host) {
      State next = with(departure.saved(index, state));
      return next.departure.isComplete(vcpus.size()) ? next.gone(sim, host) : next;
    }

    private State gone(Sim<Command> sim, ActorRef<Host.Command> host) {
      host.tell(new Host.Command.VmGone(plan.vm()));
      sim.state(new FleetNews.VmStopped(plan.vm(), departure.state(plan.machine().identity())));
      sim.stop();
      return this;
    }

    private void createVcpu(Sim<Command> sim, int index) {
      if (vm != null) {
        vm.tell(new VirtualMachine.Command.CreateVcpu(index, sim.self()));
      }
    }

    /// Makes the next request about the PMU; when there is none left, goes on to SPE, or runs all
    /// vCPUs.
    private State proceed(Sim<Command> sim) {
      if (making.isAsked(plan) || vm == null) {
        if (plan.profiling() == null) {
          return run(sim);
        }
        drivers.tell(new PerfDrivers.Command.Look(sim.self()));
        return this;
      }
      vm.tell(new VirtualMachine.Command.Configure(making.next(plan), sim.self()));
      return with(making.asking());
    }

    private State run(Sim<Command> sim) {
      State now = this;
      for (int index = 0; index < vcpus.size(); index++) {
        VcpuState before = plan.vcpus().get(index).restored();
        if (before != null && before.off()) {
          now = now.with(now.departure.out(index));
          now = departure.isAsked() ? now.outside(sim, index, true) : now;
        } else {
          now = now.runAgain(index);
          signalIfLeaving(index);
        }
      }
      return now;
    }

    private void signalIfLeaving(int index) {
      if (departure.isAsked() || calls.isDue(index)) {
        vcpus.get(index).tell(new Vcpu.Command.Signal());
      }
    }

    private State configure(Sim<Command> sim, List<PerfDrivers.EventSource> sources) {
      VmProfiling profiling = Objects.requireNonNull(plan.profiling());
      State begun = profiling.runsEarly() ? run(sim) : this;
      return begun
          .with(making.chosen(profiling, sources))
          .next(sim, SpeRequest.all(profiling, vcpus.size(), sources));
    }

    /// The first of the requests is answered; a VM that is refused one does not run.
    private State speAnswered(Sim<Command> sim) {
      List<SpeRequest> rest = making.requests().subList(1, making.requests().size());
      boolean waited = !Objects.requireNonNull(plan.profiling()).runsEarly();
      State now = rest.isEmpty() && waited ? run(sim) : this;
      return now.next(sim, List.copyOf(rest));
    }

    private State next(Sim<Command> sim, List<SpeRequest> left) {
      if (!left.isEmpty()) {
        boolean early = Objects.requireNonNull(plan.profiling()).runsEarly();
        left.getFirst().send(Objects.requireNonNull(vm), early, sim.self());
      }
      return with(making.with(left));
    }

    private State ready(Sim<Command> sim, ActorRef<Vcpu.Command> vcpu) {
      List<ActorRef<Vcpu.Command>> all = new ArrayList<>(vcpus);
      all.add(vcpu);
      State more = new State(plan, drivers, vm, List.copyOf(all), making, departure, calls);
      if (all.size() < plan.vcpus().size()) {
        createVcpu(sim, all.size());
        return more;
      }
      return more.proceed(sim);
    }

    private State returned(Sim<Command> sim, int index, RunExit exit) {
      if (departure.isAsked()) {
        return leaving(sim, index, exit);
      }
      if (calls.end() != UserCalls.End.NONE) {
        return ended(sim, index);
      }
      return with(calls.make(index, vcpus.get(index))).handle(sim, index, exit);
    }

    /// The guest has turned the system off, or wants it reset: all other vCPUs are brought out.
    private State end(Sim<Command> sim, int by, boolean reset) {
      Set<Integer> running = new TreeSet<>();
      for (int index = 0; index < vcpus.size(); index++) {
        if (index != by && !departure.isOut(index) && !calls.isKept(index)) {
          running.add(index);
          vcpus.get(index).tell(new Vcpu.Command.Signal());
        }
      }
      running.add(by);
      return with(calls.ending(reset, running)).ended(sim, by);
    }

    /// One more vCPU is out. When all are, they end, or begin anew as at first.
    private State ended(Sim<Command> sim, int index) {
      State now = with(calls.back(index));
      if (!now.calls.awaited().isEmpty()) {
        return now;
      }
      if (calls.end() == UserCalls.End.RESET) {
        Objects.requireNonNull(vm).tell(new VirtualMachine.Command.ResetGic(sim.self()));
        return now;
      }
      Departure out = departure;
      for (int vcpu = 0; vcpu < vcpus.size(); vcpu++) {
        if (!departure.isOut(vcpu)) {
          vcpus.get(vcpu).tell(new Vcpu.Command.Quit());
          out = out.out(vcpu);
        }
      }
      return with(UserCalls.NONE).with(out);
    }

    private State beginAnew() {
      State now = with(calls.over());
      for (int vcpu = 0; vcpu < vcpus.size(); vcpu++) {
        if (!departure.isOut(vcpu)) {
          boolean off = plan.vcpus().get(vcpu).startsOff();
          vcpus.get(vcpu).tell(new Vcpu.Command.Initialise(off));
          now = now.runAgain(vcpu);
          signalIfLeaving(vcpu);
        }
      }
      return now;
    }

    /// KVM_RUN came back while the VM leaves. What the exit asks for that the other host could not
    /// know of is done before.
    private State leaving(Sim<Command> sim, int index, RunExit exit) {
      return switch (exit) {
        case RunExit.Mmio(int spi) when spi != IntId.NONE -> handle(sim, index, exit);
        case RunExit.Mmio _, RunExit.Interrupted _, RunExit.Rlimit _ -> outside(sim, index, false);
        case RunExit.FailEntry _, RunExit.SystemSuspend _, RunExit.WakeUp _ -> {
          State next = handle(sim, index, exit);
          if (next.departure.isOut(index)) {
            yield next.outside(sim, index, true);
          }
          vcpus.get(index).tell(new Vcpu.Command.Signal());
          yield next;
        }
        case RunExit.SystemEvent(boolean reset) ->
            (reset ? with(departure.anew()) : this).outside(sim, index, true);
        case RunExit.Failed _, RunExit.PoweredOff _ -> outside(sim, index, true);
      };
    }

    private State handle(Sim<Command> sim, int index, RunExit exit) {
      ActorRef<Vcpu.Command> vcpu = vcpus.get(index);
      return switch (exit) {
        case RunExit.Mmio(int spi) when spi != IntId.NONE -> {
          Objects.requireNonNull(vm)
              .tell(new VirtualMachine.Command.ServeDevice(spi, index, sim.self()));
          yield this;
        }
        case RunExit.Mmio _, RunExit.Interrupted _ -> runAgain(index);
        case RunExit.FailEntry failed -> failedEntry(sim, index, failed);
        case RunExit.Rlimit limit -> {
          if (vm == null || !Objects.requireNonNull(plan.profiling()).raisesLimit()) {
            yield leaveOut(sim, index, limit.words());
          }
          vm.tell(new VirtualMachine.Command.RaiseLimit(limit.bytesNeeded(), index, sim.self()));
          yield this;
        }
        case RunExit.Failed(int result) -> {
          sim.state(new Fact.CallRefused(plan.vm(), "the first KVM_RUN of vCPU " + index, result));
          yield with(departure.out(index));
        }
        case RunExit.SystemEvent(boolean reset) -> end(sim, index, reset);
        case RunExit.SystemSuspend _ -> {
          boolean honoured = plan.machine().suspend() == GuestMachine.Suspend.HONOURED;
          vcpu.tell(
              honoured
                  ? new Vcpu.Command.SetMpState(MpState.SUSPENDED)
                  : new Vcpu.Command.SetX0(PsciStatus.DENIED.value()));
          yield runAgain(index);
        }
        case RunExit.WakeUp(var at) -> {
          vcpu.tell(new Vcpu.Command.BeginAt(at));
          yield runAgain(index);
        }
        case RunExit.PoweredOff _ -> quit(index);
      };
    }

    /// The vCPU runs on, on CPUs that can have it, or not at all.
    private State failedEntry(Sim<Command> sim, int index, RunExit.FailEntry failed) {
      CpuSet supported = plan.pmu().narrowed(making.usable());
      CpuSet better = plan.vcpus().get(index).affinity().and(supported);
      if (!plan.repins() || better.isEmpty()) {
        return leaveOut(sim, index, failed.words());
      }
      vcpus.get(index).tell(new Vcpu.Command.SetAffinity(better));
      return runAgain(index);
    }

    /// An exit about which this user space does nothing.
    private State leaveOut(Sim<Command> sim, int index, String exit) {
      sim.state(new Fact.LeftOut(plan.vcpus().get(index).id(), exit));
      return quit(index);
    }

    private State quit(int index) {
      vcpus.get(index).tell(new Vcpu.Command.Quit());
      return with(departure.out(index));
    }
  }
}
