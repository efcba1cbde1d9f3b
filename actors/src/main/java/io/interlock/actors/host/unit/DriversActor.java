package io.interlock.actors.host.unit;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.PerfDrivers;
import io.interlock.actors.host.PerfDrivers.Command;
import io.interlock.actors.host.PerfDrivers.EventSource;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.Spu;
import io.interlock.actors.host.VirtualMachine;
import io.interlock.actors.host.Vmm;
import io.interlock.actors.host.plan.HostProfiling;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hardware.topology.PmuUnit;
import io.interlock.hardware.topology.SpuUnit;
import io.interlock.hypervisor.spe.HostSpu;
import java.util.ArrayList;
import java.util.List;

/// What the drivers do about each message.
public final class DriversActor {
  private DriversActor() {}

  private enum Alarm {
    LOAD,
    UNLOAD
  }

  /// Drivers that have probed the PMUs already.
  ///
  /// They probe one SPU after another in the order of the device tree, as the driver core does, so
  /// that the types do not depend on which SPU answers sooner.
  ///
  /// @param pes by number
  public static Behavior<Command> create(
      List<PmuUnit> pmus, HostProfiling profiling, List<ActorRef<PhysicalCpu.Command>> pes) {
    return StatefulBehavior.of(
        sim -> started(sim, pmus, profiling),
        (sim, devices, message) -> devices.receive(sim, message, profiling, pes));
  }

  private static Devices started(Sim<Command> sim, List<PmuUnit> pmus, HostProfiling profiling) {
    Devices all =
        new Devices(
            profiling.loadAtPicos() == 0,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            0,
            List.of(),
            List.of());
    for (PmuUnit pmu : pmus) {
      all = all.register(sim, PerfDrivers.nameOf(pmu), pmu.cpus());
    }
    if (!all.loaded) {
      sim.arm(Alarm.LOAD, profiling.loadAtPicos(), new Command.Load());
    }
    if (profiling.unloadAtPicos() != HostProfiling.NEVER) {
      sim.arm(Alarm.UNLOAD, profiling.unloadAtPicos(), new Command.Unload());
    }
    return all;
  }

  /// @param loaded whether the SPE driver is there
  /// @param registered in the order in which it happened
  /// @param present SPUs that are there, in the order in which they are probed
  /// @param spus what KVM knows of, in the same order; a driver that is loaded has asked the next
  /// @param used types of the SPUs that VMs have chosen
  /// @param limitRes0 bits of PMBLIMITR_EL1 that are RES0 for all VMs
  /// @param running the VMs that hear of these
  /// @param looking who has to wait for a look at sysfs
  private record Devices(
      boolean loaded,
      List<EventSource> registered,
      List<ActorRef<Spu.Command>> present,
      List<HostSpu> spus,
      List<Integer> used,
      long limitRes0,
      List<ActorRef<VirtualMachine.Command>> running,
      List<ActorRef<Vmm.Command>> looking) {
    Devices receive(
        Sim<Command> sim,
        Command message,
        HostProfiling profiling,
        List<ActorRef<PhysicalCpu.Command>> pes) {
      return switch (message) {
        case Command.Probe(var spu) -> withPresent(with(present, spu)).asked(sim, allProbed());
        case Command.Identified(SpuUnit unit) -> identified(sim, unit, profiling, pes);
        case Command.Load _ -> loaded ? this : withLoaded(true).asked(sim, !allProbed());
        case Command.Unload _ -> unload(sim, profiling, pes);
        case Command.Look(var replyTo) -> withLooking(with(looking, replyTo)).answered();
        case Command.ListSpus(var replyTo) -> {
          replyTo.tell(new VirtualMachine.Command.HostSpus(spus));
          yield this;
        }
        case Command.Use(int type) ->
            new Devices(
                loaded, registered, present, spus, with(used, type), limitRes0, running, looking);
        case Command.AddLimitBits(long res0, var vm) -> addLimitBits(res0, vm);
      };
    }

    private Devices addLimitBits(long res0, ActorRef<VirtualMachine.Command> vm) {
      Devices next =
          new Devices(
              loaded,
              registered,
              present,
              spus,
              used,
              limitRes0 | res0,
              with(running, vm),
              looking);
      for (ActorRef<VirtualMachine.Command> each : next.running) {
        each.tell(new VirtualMachine.Command.LimitBits(next.limitRes0));
      }
      return next;
    }

    /// The driver gets an answer: it registers the device, tells KVM, and starts on its CPUs.
    private Devices identified(
        Sim<Command> sim,
        SpuUnit unit,
        HostProfiling profiling,
        List<ActorRef<PhysicalCpu.Command>> pes) {
      // The driver has gone since it asked; or it has come back and asked again.
      if (!loaded || spus.stream().anyMatch(spu -> spu.supportedCpus().equals(unit.cpus()))) {
        return this;
      }
      Devices named = register(sim, EventSources.nameOf(unit), unit.cpus());
      int type = named.registered.getLast().type();
      boolean enables = profiling.driver() != HostProfiling.Driver.KVM_ALONE;
      unit.cpus().stream()
          .forEach(pe -> pes.get(pe).tell(new PhysicalCpu.Command.ProfilingDriver(enables)));
      Devices probed =
          new Devices(
              loaded,
              named.registered,
              present,
              with(spus, new HostSpu(type, unit.cpus(), unit.model(), 0)),
              used,
              limitRes0,
              running,
              looking);
      return probed.asked(sim, !probed.allProbed());
    }

    private boolean allProbed() {
      return spus.size() == present.size();
    }

    /// A module that somebody uses stays, if KVM has said that it does.
    private Devices unload(
        Sim<Command> sim, HostProfiling profiling, List<ActorRef<PhysicalCpu.Command>> pes) {
      boolean busy = profiling.driver() == HostProfiling.Driver.COUNTED && !used.isEmpty();
      if (!loaded || busy) {
        sim.state(new Fact.OfProfiling.Refused("host", "rmmod arm_spe_pmu", "-EBUSY"));
        return this;
      }
      for (HostSpu spu : spus) {
        spu.supportedCpus().stream()
            .forEach(pe -> pes.get(pe).tell(new PhysicalCpu.Command.ProfilingDriver(false)));
      }
      List<EventSource> left = new ArrayList<>(registered);
      left.removeIf(source -> spus.stream().anyMatch(spu -> spu.type() == source.type()));
      return new Devices(
          false, List.copyOf(left), present, List.of(), used, limitRes0, running, looking);
    }

    private Devices asked(Sim<Command> sim, boolean nextTurn) {
      if (loaded && nextTurn) {
        present.get(spus.size()).tell(new Spu.Command.Identify(sim.self()));
      }
      return answered();
    }

    private Devices answered() {
      if (loaded && !allProbed()) {
        return this;
      }
      looking.forEach(vmm -> vmm.tell(new Vmm.Command.EventSources(registered)));
      return withLooking(List.of());
    }

    private Devices withLooking(List<ActorRef<Vmm.Command>> all) {
      return new Devices(loaded, registered, present, spus, used, limitRes0, running, all);
    }

    /// The least number that is free (`idr_alloc`): one that was given back is used again.
    private int freeType() {
      int type = PerfDrivers.FIRST_DYNAMIC_TYPE;
      while (isTaken(type)) {
        type++;
      }
      return type;
    }

    private boolean isTaken(int type) {
      return registered.stream().anyMatch(source -> source.type() == type);
    }

    Devices register(Sim<Command> sim, String name, CpuSet cpumask) {
      EventSource source = new EventSource(name, freeType(), cpumask);
      sim.state(new Fact.EventSourceRegistered(name, source.type(), cpumask));
      return new Devices(
          loaded, with(registered, source), present, spus, used, limitRes0, running, looking);
    }

    private Devices withPresent(List<ActorRef<Spu.Command>> all) {
      return new Devices(loaded, registered, all, spus, used, limitRes0, running, looking);
    }

    private Devices withLoaded(boolean there) {
      return new Devices(there, registered, present, spus, used, limitRes0, running, looking);
    }

    private static <T> List<T> with(List<T> some, T more) {
      List<T> all = new ArrayList<>(some);
      all.add(more);
      return List.copyOf(all);
    }
  }
}
