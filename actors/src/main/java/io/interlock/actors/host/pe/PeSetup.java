package io.interlock.actors.host.pe;

import akka.actor.typed.ActorRef;
import io.interlock.actors.host.Distributor;
import io.interlock.actors.host.Redistributor;
import io.interlock.actors.host.plan.MonitorHooks;
import io.interlock.actors.host.plan.PerfPlan;
import io.interlock.actors.host.plan.TimerIntids;
import io.interlock.hardware.cost.CostTable;
import io.interlock.hardware.pmu.EventMix;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hardware.topology.ProcessingElement;
import io.interlock.hypervisor.perf.PerfSession;
import io.interlock.hypervisor.pmu.PmuPartition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a PE is: everything about it that never changes.
///
/// @param affinities of all PEs of the host, by number
/// @param timers the PPIs of the EL1 timers
/// @param monitorIntid the PPI or SPI of the PMU's overflow, 0 if it has none
/// @param spu its profiling unit, null if it has none
/// @param partition which counters are left to guests
/// @param hooks what the programs of a partitioned PMU say of its accesses and its interrupt
/// @param sessions what the host counts with perf, where guests have counters of their own
/// @param typicalMix what ordinary code makes happen on it
/// @param perf what perf is on it; null where nobody uses it
/// @param largest whether no PE of the host has more capacity
public record PeSetup(
    ProcessingElement pe,
    List<Long> affinities,
    CostTable costs,
    SystemCounter counter,
    TimerIntids timers,
    int monitorIntid,
    @Nullable PeSpu spu,
    PmuPartition partition,
    MonitorHooks hooks,
    List<PerfSession> sessions,
    EventMix typicalMix,
    @Nullable PerfPlan perf,
    boolean largest,
    ActorRef<Redistributor.Command> redistributor,
    ActorRef<Distributor.Command> distributor) {
  int index() {
    return pe.index();
  }
}
