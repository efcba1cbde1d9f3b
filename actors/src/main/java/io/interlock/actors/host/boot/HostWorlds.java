package io.interlock.actors.host.boot;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.HostStatistics;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.Host;
import io.interlock.actors.host.OfScenario;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VirtualMachine;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.host.plan.HostSettings;
import io.interlock.engine.Engine;
import io.interlock.engine.LiveRun;
import io.interlock.engine.Simulation;
import io.interlock.engine.SimulationOptions;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.Observer;
import java.util.List;
import java.util.function.Supplier;

/// Starts hosts: each in a world of its own.
public final class HostWorlds {
  private HostWorlds() {}

  /// A host in virtual time, ready to run.
  public static Simulation timed(
      Engine engine, HostPlan plan, long seed, List<Observer> observers) {
    Simulation simulation = empty(engine, plan, seed, observers);
    ActorRef<Host.Command> _ = simulation.spawn(HostActor.create(plan), "host");
    return simulation;
  }

  /// A world for a host, without actors.
  public static Simulation empty(
      Engine engine, HostPlan plan, long seed, List<Observer> observers) {
    return engine.simulation(new SimulationOptions(plan.name(), seed, wires(plan), observers));
  }

  /// A host in an empty world of its own to which VMs come while it runs; they are as those of
  /// `plan` or less.
  ///
  /// @param settings those of the plan, which many hosts can share
  public static VacantHost vacant(Simulation simulation, HostPlan plan, HostSettings settings) {
    return new VacantHost(simulation, simulation.spawn(HostActor.vacant(plan, settings), "host"));
  }

  /// A host whose every order of deliveries can be tried, from the moment at which all vCPUs are
  /// there and none runs: booting and the making of VMs come before the search.
  ///
  /// @param skewPicos see [Scene]
  public static Scene scene(HostPlan plan, Supplier<List<Monitor>> monitors, long skewPicos) {
    return Scene.of(
            plan.name(),
            opening -> {
              ActorRef<Host.Command> _ = opening.spawn(HostActor.create(plan), "host");
              opening.settle(HostWorlds::beginsSearch);
            })
        .wired(wires(plan))
        .within(skewPicos)
        .holding(monitors);
  }

  /// What the host and the configuration of VMs have to do while vCPUs run belongs to the search.
  private static boolean beginsSearch(Object message) {
    return message instanceof Vcpu.Command.Run
        || message instanceof OfScenario
        || (message instanceof VirtualMachine.Command.SetSpeAttribute set && set.late());
  }

  /// A host on the wall clock, which runs from now on.
  public static LiveRun<Host.Command> live(
      Engine engine, HostPlan plan, long seed, List<Observer> observers) {
    return engine.live(plan.name(), seed, observers, HostActor.create(plan));
  }

  private static Wires wires(HostPlan plan) {
    return new Wires(plan.topology(), plan.costs());
  }

  /// Empty statistics for a host.
  public static HostStatistics statistics(HostPlan plan) {
    List<VcpuId> vcpus =
        plan.vms().stream().flatMap(vm -> vm.vcpus().stream()).map(VmPlan.VcpuPlan::id).toList();
    return new HostStatistics(vcpus, plan.topology().pes().size());
  }

  /// The seed of the host with this number: hosts of one scenario differ in their chance.
  public static long seed(long scenarioSeed, int host) {
    return host == 0 ? scenarioSeed : Mix.fold(scenarioSeed, host);
  }
}
