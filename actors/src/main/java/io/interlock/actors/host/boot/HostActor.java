package io.interlock.actors.host.boot;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.Host.Command;
import io.interlock.actors.host.HostThread;
import io.interlock.actors.host.PerfDrivers;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.Vmm;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.host.plan.HostSettings;
import io.interlock.actors.host.plan.HostUnits;
import io.interlock.actors.host.vm.VirtualMachineActor;
import io.interlock.actors.host.vmm.VmmActor;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hardware.topology.ProcessingElement;
import io.interlock.hypervisor.sched.Balancer;
import io.interlock.hypervisor.sched.HostAction;
import io.interlock.hypervisor.sched.Move;
import io.interlock.hypervisor.sched.PeLoad;
import io.interlock.hypervisor.sched.PeThreads;
import io.interlock.hypervisor.sched.Placement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What a host does about each message.
///
/// What the kernel reads from the run queues of other CPUs without a lock, this actor knows from
/// the reports that PEs send; like there, it can be a little old.
public final class HostActor {
  private HostActor() {}

  private static final long BALANCE_PERIOD_PICOS = 4_000_000_000L;

  private enum Alarm {
    BALANCE,
    ACTION
  }

  /// A host that will boot and start all virtual machines of `plan`.
  public static Behavior<Command> create(HostPlan plan) {
    return create(plan, plan.settings(), plan.vms());
  }

  /// A host that will boot and wait for virtual machines, which are as those of `plan` or less.
  ///
  /// @param settings those of the plan, which many hosts can share
  public static Behavior<Command> vacant(HostPlan plan, HostSettings settings) {
    return create(plan, settings, List.of());
  }

  private static Behavior<Command> create(HostPlan plan, HostSettings settings, List<VmPlan> vms) {
    return StatefulBehavior.of(
        sim -> {
          HostUnits units = Boot.boot(sim, plan, settings, vms);
          awaitAction(sim, plan, 0);
          return State.of(plan, units);
        },
        (sim, state, message) -> state.receive(sim, message));
  }

  private static void awaitAction(Sim<Command> sim, HostPlan plan, int index) {
    if (index < plan.actions().size()) {
      long delay = plan.actions().get(index).atPicos() - sim.now();
      sim.arm(Alarm.ACTION, Math.max(0, delay), new Command.ActionDue(index));
    }
  }

  /// A virtual machine that came while the host ran.
  private record Guest(VmPlan plan, ActorRef<Vmm.Command> vmm) {}

  /// @param pes as they last reported; threads that were placed since are added
  /// @param online the CPUs that are there
  /// @param guests those that came while it ran, by number
  private record State(
      HostPlan plan,
      HostUnits units,
      List<PeThreads> pes,
      boolean balancing,
      CpuSet online,
      Map<Integer, Guest> guests) {

    static State of(HostPlan plan, HostUnits units) {
      List<PeThreads> pes =
          plan.topology().pes().stream().map(pe -> new PeThreads(idle(pe), List.of())).toList();
      return new State(plan, units, pes, false, plan.topology().cpus(), Map.of());
    }

    private static PeLoad idle(ProcessingElement pe) {
      return PeLoad.idle(pe.index(), pe.cluster(), Math.max(1, pe.capacity()));
    }

    State receive(Sim<Command> sim, Command message) {
      return switch (message) {
        case Command.CreateVm(int vm, var replyTo) -> {
          Guest guest = guests.get(vm);
          VmPlan vmPlan = guest == null ? plan.vms().get(vm) : guest.plan();
          replyTo.tell(
              new Vmm.Command.VmCreated(
                  sim.context()
                      .spawn(
                          VirtualMachineActor.create(vmPlan, units, plan.topology().cpus()),
                          "vm-" + vmPlan.name())));
          yield this;
        }
        case Command.StartVm(VmPlan vm) -> start(sim, vm);
        case Command.StopVm(int vm) -> stop(vm);
        case Command.VmGone(int vm) -> gone(vm);
        case Command.Place(HostThread thread) -> place(sim, thread);
        case Command.LoadReport(int pe, var members) -> with(pe, members).reported(sim, pe);
        case Command.Balance _ -> balance(sim);
        case Command.ActionDue(int index) -> {
          awaitAction(sim, plan, index + 1);
          yield act(sim, plan.actions().get(index));
        }
      };
    }

    private State start(Sim<Command> sim, VmPlan vm) {
      ActorRef<Vmm.Command> vmm =
          sim.context()
              .spawn(
                  VmmActor.create(vm, List.of(), sim.self(), units.drivers()), "vmm-" + vm.name());
      vmm.tell(new Vmm.Command.Start());
      var more = new TreeMap<>(guests);
      more.put(vm.vm(), new Guest(vm, vmm));
      return new State(plan, units, pes, balancing, online, Collections.unmodifiableMap(more));
    }

    private State stop(int vm) {
      Objects.requireNonNull(guests.get(vm), () -> "no VM " + vm)
          .vmm()
          .tell(new Vmm.Command.Stop());
      return this;
    }

    private State gone(int vm) {
      var fewer = new TreeMap<>(guests);
      fewer.remove(vm);
      return new State(plan, units, pes, balancing, online, Collections.unmodifiableMap(fewer));
    }

    private State act(Sim<Command> sim, HostAction action) {
      return switch (action) {
        case HostAction.LoadDriver _ -> {
          units.drivers().tell(new PerfDrivers.Command.Load());
          yield this;
        }
        case HostAction.UnloadDriver _ -> {
          units.drivers().tell(new PerfDrivers.Command.Unload());
          yield this;
        }
        case HostAction.Offline(_, int cpu) -> switched(sim, cpu, false);
        case HostAction.Online(_, int cpu) -> switched(sim, cpu, true);
        // Its VMM sees to that.
        case HostAction.Pin _,
            HostAction.Discard _,
            HostAction.Hold _,
            HostAction.Stand _,
            HostAction.Call _,
            HostAction.ToVcpu _ ->
            this;
      };
    }

    /// A CPU comes or goes; the last one stays (`cpu_down_maps_locked`).
    private State switched(Sim<Command> sim, int cpu, boolean comes) {
      CpuSet one = CpuSet.of(cpu);
      CpuSet left = comes ? online.or(one) : online.minus(one);
      if (left.isEmpty()) {
        sim.state(new Fact.OfProfiling.Refused("host", "offline " + cpu, "-EBUSY"));
        return this;
      }
      units.pes().get(cpu).tell(new PhysicalCpu.Command.Hotplug(comes));
      return new State(plan, units, pes, balancing, left, guests);
    }

    /// Where no CPU that the thread may use is there, it may use any (`select_fallback_rq`).
    private State place(Sim<Command> sim, HostThread wanted) {
      CpuSet usable = wanted.allowed().and(online);
      HostThread thread = usable.isEmpty() ? wanted.withAllowed(plan.topology().cpus()) : wanted;
      List<PeLoad> loads = pes.stream().map(PeThreads::load).toList();
      int pe =
          Placement.select(
              loads,
              (usable.isEmpty() ? online : usable)::contains,
              thread.lastPe(),
              thread.utilisation().value());
      units.pes().get(pe).tell(new PhysicalCpu.Command.Enqueue(thread));
      List<PeThreads.Member> members = new ArrayList<>(pes.get(pe).threads());
      members.add(thread.member(false));
      return with(pe, members).armed(sim);
    }

    /// A PE that has just become idle looks for work at once (`sched_balance_newidle`).
    private State reported(Sim<Command> sim, int pe) {
      if (pes.get(pe).threads().isEmpty() && online.contains(pe) && somebodyCouldUse(pe)) {
        Balancer.balance(pes).stream().filter(move -> move.toPe() == pe).forEach(this::order);
      }
      return armed(sim);
    }

    private State balance(Sim<Command> sim) {
      Balancer.balance(pes).forEach(this::order);
      return new State(plan, units, pes, false, online, guests).armed(sim);
    }

    private void order(Move move) {
      if (online.contains(move.toPe())) {
        units
            .pes()
            .get(move.fromPe())
            .tell(new PhysicalCpu.Command.Migrate(move.thread(), move.toPe()));
      }
    }

    /// Whether a thread waits elsewhere, or runs on a PE too small for it, that may use this PE.
    private boolean somebodyCouldUse(int idle) {
      HostTopology topology = plan.topology();
      int capacity = topology.pe(idle).capacity();
      for (int pe = 0; pe < pes.size(); pe++) {
        List<PeThreads.Member> members = pes.get(pe).threads();
        boolean crowded = members.size() > 1;
        boolean smaller = topology.pe(pe).capacity() < capacity;
        for (int i = 0; (crowded || smaller) && i < members.size(); i++) {
          PeThreads.Member member = members.get(i);
          boolean waits = crowded && !member.running();
          boolean wants = waits || (smaller && outgrows(member, topology.pe(pe)));
          if (wants && member.allowed().contains(idle)) {
            return true;
          }
        }
      }
      return false;
    }

    private static boolean outgrows(PeThreads.Member member, ProcessingElement pe) {
      return member.utilisation() * 5 >= pe.capacity() * 4;
    }

    /// Balancing goes on while there is something that a move might improve.
    private State armed(Sim<Command> sim) {
      if (balancing || !worthBalancing()) {
        return this;
      }
      sim.arm(Alarm.BALANCE, BALANCE_PERIOD_PICOS, new Command.Balance());
      return new State(plan, units, pes, true, online, guests);
    }

    private boolean worthBalancing() {
      HostTopology topology = plan.topology();
      for (int pe = 0; pe < pes.size(); pe++) {
        List<PeThreads.Member> members = pes.get(pe).threads();
        if (members.size() > 1) {
          return true;
        }
        if (members.size() == 1
            && topology.pe(pe).capacity() < ProcessingElement.CAPACITY_MAX
            && outgrows(members.get(0), topology.pe(pe))) {
          return true;
        }
      }
      return false;
    }

    private State with(int pe, List<PeThreads.Member> members) {
      List<PeThreads> next = new ArrayList<>(pes);
      next.set(pe, pes.get(pe).with(members));
      return new State(plan, units, next, balancing, online, guests);
    }
  }
}
