package io.interlock.actors.host.boot;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.interlock.actors.host.Distributor;
import io.interlock.actors.host.Host;
import io.interlock.actors.host.PerfDrivers;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.Redistributor;
import io.interlock.actors.host.Spu;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.Vmm;
import io.interlock.actors.host.pe.PeSetup;
import io.interlock.actors.host.pe.PeSpu;
import io.interlock.actors.host.pe.PhysicalCpuActor;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.host.plan.HostSettings;
import io.interlock.actors.host.plan.HostUnits;
import io.interlock.actors.host.plan.MonitorHooks;
import io.interlock.actors.host.unit.DistributorActor;
import io.interlock.actors.host.unit.DriversActor;
import io.interlock.actors.host.unit.RedistributorActor;
import io.interlock.actors.host.unit.SpuActor;
import io.interlock.actors.host.vmm.VmmActor;
import io.interlock.engine.Sim;
import io.interlock.hardware.gic.Affinity;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.pmu.TypicalMix;
import io.interlock.hardware.spe.SpeTraps;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hardware.topology.ProcessingElement;
import io.interlock.hardware.topology.SpuUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings the units of a host up, in the order in which firmware and kernel do: GIC, PEs, SPUs,
/// drivers, and then the VMMs.
final class Boot {
  private static final int SPIS_MIN = 224;

  private Boot() {}

  static HostUnits boot(
      Sim<Host.Command> sim, HostPlan plan, HostSettings settings, List<VmPlan> vms) {
    ActorContext<Host.Command> context = sim.context();
    HostTopology topology = plan.topology();
    long[] affinities =
        topology.pes().stream().mapToLong(pe -> pe.mpidr() & Affinity.MASK).toArray();
    ActorRef<Distributor.Command> distributor =
        context.spawn(DistributorActor.create(spis(plan), affinities), "gicd");
    List<ActorRef<Redistributor.Command>> redistributors = new ArrayList<>();
    for (int pe = 0; pe < affinities.length; pe++) {
      redistributors.add(
          context.spawn(RedistributorActor.create(pe, affinities, enabledPpis(plan)), "gicr" + pe));
    }
    List<ActorRef<Spu.Command>> spus = spus(context, topology, redistributors);
    List<ActorRef<PhysicalCpu.Command>> pes =
        physicalCpus(
            context,
            plan,
            settings.withOwnCounters().hooks(),
            affinities,
            redistributors,
            distributor,
            spus);
    for (int pe = 0; pe < pes.size(); pe++) {
      redistributors.get(pe).tell(new Redistributor.Command.PowerUp(pes.get(pe), redistributors));
      pes.get(pe).tell(new PhysicalCpu.Command.PowerUp(sim.self(), pes));
    }
    distributor.tell(new Distributor.Command.PowerUp(pes));
    enableSpis(plan, affinities, distributor);
    ActorRef<PerfDrivers.Command> drivers = drivers(context, plan, spus, pes);
    HostUnits units =
        new HostUnits(sim.self(), pes, plan.counter(), settings, plan.profiling(), drivers);
    for (VmPlan vm : vms) {
      context
          .spawn(VmmActor.create(vm, plan.actionsOf(vm), sim.self(), drivers), "vmm-" + vm.name())
          .tell(new Vmm.Command.Start());
    }
    return units;
  }

  private static List<ActorRef<PhysicalCpu.Command>> physicalCpus(
      ActorContext<Host.Command> context,
      HostPlan plan,
      MonitorHooks hooks,
      long[] affinities,
      List<ActorRef<Redistributor.Command>> redistributors,
      ActorRef<Distributor.Command> distributor,
      List<ActorRef<Spu.Command>> spus) {
    List<Long> byNumber = java.util.Arrays.stream(affinities).boxed().toList();
    int largest =
        plan.topology().pes().stream().mapToInt(ProcessingElement::capacity).max().orElseThrow();
    List<ActorRef<PhysicalCpu.Command>> pes = new ArrayList<>();
    for (ProcessingElement pe : plan.topology().pes()) {
      PeSetup setup =
          new PeSetup(
              pe,
              byNumber,
              plan.costs().get(pe.index()),
              plan.counter(),
              plan.timers(),
              plan.monitorIntid(pe.index()),
              spu(plan, pe, spus),
              plan.partition(),
              hooks,
              plan.sessions(),
              TypicalMix.of(pe.coreType()),
              plan.perf(pe.index()),
              pe.capacity() == largest,
              redistributors.get(pe.index()),
              distributor);
      pes.add(context.spawn(PhysicalCpuActor.create(setup), "pe" + pe.index()));
    }
    return pes;
  }

  private static @Nullable PeSpu spu(
      HostPlan plan, ProcessingElement pe, List<ActorRef<Spu.Command>> spus) {
    SpuUnit unit = plan.spuOf(pe.index());
    if (unit == null) {
      return null;
    }
    boolean fineGrained = pe.coreType().architecture().hasFineGrainedTraps();
    return new PeSpu(
        unit.index(),
        unit.intid(),
        plan.profiling().settingsOf(unit),
        new SpeTraps(unit.model(), fineGrained, false),
        plan.profiling().blackoutPicosMax(),
        plan.profiling().session(),
        spus.get(unit.index()));
  }

  private static List<ActorRef<Spu.Command>> spus(
      ActorContext<Host.Command> context,
      HostTopology topology,
      List<ActorRef<Redistributor.Command>> redistributors) {
    List<ActorRef<Spu.Command>> spus = new ArrayList<>();
    for (SpuUnit unit : topology.spus()) {
      spus.add(context.spawn(SpuActor.create(unit, redistributors), "spu" + unit.index()));
    }
    return spus;
  }

  private static ActorRef<PerfDrivers.Command> drivers(
      ActorContext<Host.Command> context,
      HostPlan plan,
      List<ActorRef<Spu.Command>> spus,
      List<ActorRef<PhysicalCpu.Command>> pes) {
    ActorRef<PerfDrivers.Command> drivers =
        context.spawn(DriversActor.create(plan.topology().pmus(), plan.profiling(), pes), "perf");
    for (ActorRef<Spu.Command> spu : spus) {
      drivers.tell(new PerfDrivers.Command.Probe(spu));
    }
    return drivers;
  }

  /// How many SPIs the host has: enough for all that its PMUs raise.
  private static int spis(HostPlan plan) {
    int most = IntId.SPI_MIN + SPIS_MIN;
    for (ProcessingElement pe : plan.topology().pes()) {
      most = Math.max(most, plan.monitorIntid(pe.index()) + 1);
    }
    return (most + 31) / 32 * 32 - IntId.SPI_MIN;
  }

  /// PMU drivers send each shared interrupt to its PE, and enable it (`armpmu_request_irq`).
  private static void enableSpis(
      HostPlan plan, long[] affinities, ActorRef<Distributor.Command> distributor) {
    for (int pe = 0; pe < affinities.length; pe++) {
      int intid = plan.monitorIntid(pe);
      if (IntId.isSpi(intid)) {
        distributor.tell(new Distributor.Command.Enable(intid, affinities[pe]));
      }
    }
  }

  private static int enabledPpis(HostPlan plan) {
    int ppis = plan.timers().bits() | 1 << IntId.GIC_MAINTENANCE;
    for (ProcessingElement pe : plan.topology().pes()) {
      int monitors = plan.monitorIntid(pe.index());
      ppis |= IntId.isPpi(monitors) ? 1 << monitors : 0;
    }
    return ppis;
  }
}
