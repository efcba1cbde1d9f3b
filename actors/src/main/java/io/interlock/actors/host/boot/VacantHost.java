package io.interlock.actors.host.boot;

import akka.actor.typed.ActorRef;
import io.interlock.actors.host.Host;
import io.interlock.actors.host.VmPlan;
import io.interlock.engine.Simulation;

/// A host in virtual time to which VMs come while it runs.
///
/// @param simulation which runs it
/// @param host its root
public record VacantHost(Simulation simulation, ActorRef<Host.Command> host) {
  /// A VM comes now.
  public void start(VmPlan vm) {
    simulation.tell(host, new Host.Command.StartVm(vm));
  }

  /// A VM is told to leave now; when it has, the host states
  /// [io.interlock.actors.host.FleetNews.VmStopped].
  public void stop(int vm) {
    simulation.tell(host, new Host.Command.StopVm(vm));
  }
}
