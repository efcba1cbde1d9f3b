package io.interlock.actors.host.plan;

import akka.actor.typed.ActorRef;
import io.interlock.actors.host.Host;
import io.interlock.actors.host.PerfDrivers;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.engine.trace.StableHashed;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hypervisor.vcpu.KickProtocol;
import java.util.List;

/// What the actors of a host need to know of each other once it has booted.
///
/// @param pes by number
/// @param counter the system counter that all PEs share
public record HostUnits(
    ActorRef<Host.Command> host,
    List<ActorRef<PhysicalCpu.Command>> pes,
    SystemCounter counter,
    HostSettings settings,
    HostProfiling profiling,
    ActorRef<PerfDrivers.Command> drivers)
    implements StableHashed {

  /// Keeps a copy of the list.
  public HostUnits {
    pes = List.copyOf(pes);
  }

  /// Sends a reschedule IPI to a PE, or none to [KickProtocol#NO_CPU], for somebody whose thread is
  /// not modelled: the work of an eventfd runs on the next PE.
  public void kick(int pe) {
    if (pe != KickProtocol.NO_CPU) {
      pes.get((pe + 1) % pes.size()).tell(new PhysicalCpu.Command.SendReschedule(pe));
    }
  }

  /// A host has one set of units, which never changes.
  @Override
  public long stableHash() {
    return 0;
  }
}
