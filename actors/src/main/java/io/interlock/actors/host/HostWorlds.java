package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.HostStatistics;
import io.interlock.actors.fact.VcpuId;
import io.interlock.engine.Engine;
import io.interlock.engine.LiveRun;
import io.interlock.engine.Simulation;
import io.interlock.engine.SimulationOptions;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.Observer;
import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.cost.CostTable;
import java.util.List;

/// Starts hosts: each in a world of its own.
public final class HostWorlds {
  private HostWorlds() {}

  /// A host in virtual time, ready to run.
  public static Simulation timed(
      Engine engine, HostPlan plan, long seed, List<Observer> observers) {
    CostTable costs = plan.costs().get(0);
    Wires wires =
        new Wires(costs.picos(Cost.WIRE_REDISTRIBUTOR), costs.picos(Cost.WIRE_OTHER_CLUSTER));
    Simulation simulation =
        engine.simulation(new SimulationOptions(plan.name(), seed, wires, observers));
    ActorRef<Host.Command> _ = simulation.spawn(Host.create(plan), "host");
    return simulation;
  }

  /// A host on the wall clock, which runs from now on.
  public static LiveRun<Host.Command> live(
      Engine engine, HostPlan plan, long seed, List<Observer> observers) {
    return engine.live(plan.name(), seed, observers, Host.create(plan));
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
