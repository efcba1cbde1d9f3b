package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.actors.fact.Fact;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hardware.topology.PmuUnit;
import io.interlock.hardware.topology.SpuUnit;
import java.util.ArrayList;
import java.util.List;

/// The host's PMU and SPE drivers: what they found, as `/sys/bus/event_source/devices` shows it.
public final class PerfDrivers {
  /// The first number that perf gives to a PMU without a fixed one (`PERF_TYPE_MAX`).
  private static final int FIRST_DYNAMIC_TYPE = 6;

  private PerfDrivers() {}

  /// The number by which perf and KVM know a PMU of the device tree, its `type` in sysfs. PMUs are
  /// the first to be registered.
  public static int typeOf(PmuUnit pmu) {
    return FIRST_DYNAMIC_TYPE + pmu.index();
  }

  /// The name of a PMU of the device tree in sysfs.
  public static String nameOf(PmuUnit pmu) {
    return "armv8_pmuv3_" + pmu.index();
  }

  /// What the drivers understand.
  public sealed interface Command {
    /// An SPU of the device tree is there.
    record Probe(ActorRef<Spu.Command> spu) implements Command {}

    /// What an SPU says of itself.
    record Identified(SpuUnit unit) implements Command {}
  }

  /// One device of the event source bus.
  ///
  /// @param type the number that user space gives to KVM to choose it
  public record EventSource(String name, int type, CpuSet cpumask) {}

  /// Drivers that have probed the PMUs already.
  ///
  /// They probe one SPU after another in the order of the device tree, as the driver core does, so
  /// that the types do not depend on which SPU answers sooner.
  public static Behavior<Command> create(List<PmuUnit> pmus) {
    return StatefulBehavior.of(
        sim -> probe(sim, pmus),
        (sim, devices, message) ->
            switch (message) {
              case Command.Probe(var spu) -> devices.probe(sim, spu);
              case Command.Identified(SpuUnit unit) ->
                  devices.register(sim, "arm_spe_" + unit.index(), unit.cpus()).probed(sim);
            });
  }

  private static Devices probe(Sim<Command> sim, List<PmuUnit> pmus) {
    Devices all = new Devices(List.of(), List.of());
    for (PmuUnit pmu : pmus) {
      all = all.register(sim, nameOf(pmu), pmu.cpus());
    }
    return all;
  }

  /// @param probing the SPU that has been asked, and behind it those that wait for their turn
  private record Devices(List<EventSource> registered, List<ActorRef<Spu.Command>> probing) {
    Devices probe(Sim<Command> sim, ActorRef<Spu.Command> spu) {
      List<ActorRef<Spu.Command>> all = new ArrayList<>(probing);
      all.add(spu);
      return new Devices(registered, List.copyOf(all)).asked(sim, probing.isEmpty());
    }

    Devices probed(Sim<Command> sim) {
      List<ActorRef<Spu.Command>> rest = probing.subList(1, probing.size());
      return new Devices(registered, List.copyOf(rest)).asked(sim, !rest.isEmpty());
    }

    private Devices asked(Sim<Command> sim, boolean nextTurn) {
      if (nextTurn) {
        probing.getFirst().tell(new Spu.Command.Identify(sim.self()));
      }
      return this;
    }

    Devices register(Sim<Command> sim, String name, CpuSet cpumask) {
      EventSource source = new EventSource(name, FIRST_DYNAMIC_TYPE + registered.size(), cpumask);
      sim.state(new Fact.EventSourceRegistered(name, source.type(), cpumask));
      List<EventSource> all = new ArrayList<>(registered);
      all.add(source);
      return new Devices(List.copyOf(all), probing);
    }
  }
}
