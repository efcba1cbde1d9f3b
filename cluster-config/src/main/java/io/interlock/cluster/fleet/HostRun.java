package io.interlock.cluster.fleet;

import akka.actor.typed.ActorRef;
import io.interlock.actors.host.Host;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.boot.VacantHost;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.engine.Engine;
import io.interlock.engine.Simulation;
import io.interlock.engine.image.ImageException;
import io.interlock.hardware.topology.CoreType;
import io.interlock.hardware.topology.ProcessingElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One host of a fleet: does as it is ordered, each order at its time, and tells what happened.
public final class HostRun {
  private final int host;
  private final FleetPlan fleet;
  private final HostKind kind;
  private final HostPlan plan;
  private final HostCounts counts;
  private final VacantHost world;
  private final List<HostOrder> orders = new ArrayList<>();
  private final List<Stay> stays = new ArrayList<>();
  private boolean off;
  private long reachedPicos;

  /// A VM came here under this number.
  private record Stay(int vm, int number) {}

  /// What goes with the world of a host that is saved.
  private record Past(
      ActorRef<Host.Command> root,
      HostCounts counts,
      List<HostOrder> orders,
      List<Stay> stays,
      boolean off,
      long reachedPicos) {}

  private HostRun(FleetPlan fleet, int host, HostPlan plan, HostCounts counts, VacantHost world) {
    this.host = host;
    this.fleet = fleet;
    this.kind = kind(fleet, host);
    this.plan = plan;
    this.counts = counts;
    this.world = world;
  }

  /// A host at its beginning.
  static HostRun begin(Engine engine, FleetPlan fleet, int host) {
    HostPlan plan = plan(fleet, host);
    HostCounts counts = new HostCounts(host, plan.topology().pes().size());
    Simulation simulation = simulation(engine, fleet, host, plan, counts);
    VacantHost world = HostWorlds.vacant(simulation, plan, kind(fleet, host).settings());
    return new HostRun(fleet, host, plan, counts, world);
  }

  /// A host as it was when it was saved.
  ///
  /// @throws ImageException where the image cannot be read
  static HostRun load(Engine engine, FleetPlan fleet, int host, HostImages images, byte[] image) {
    HostPlan plan = plan(fleet, host);
    HostCounts counts = new HostCounts(host, plan.topology().pes().size());
    Simulation simulation = simulation(engine, fleet, host, plan, counts);
    Past past = past(simulation, kind(fleet, host), plan, images, image);
    counts.goOnFrom(past.counts());
    HostRun run = new HostRun(fleet, host, plan, counts, new VacantHost(simulation, past.root()));
    run.orders.addAll(past.orders());
    run.stays.addAll(past.stays());
    run.off = past.off();
    run.reachedPicos = past.reachedPicos();
    return run;
  }

  private static Past past(
      Simulation empty, HostKind kind, HostPlan plan, HostImages images, byte[] image) {
    try {
      return (Past) images.load(empty, kind, plan, image);
    } catch (RuntimeException refused) {
      empty.close();
      throw refused;
    }
  }

  private static Simulation simulation(
      Engine engine, FleetPlan fleet, int host, HostPlan plan, HostCounts counts) {
    long seed = HostWorlds.seed(fleet.run().seed(), host);
    return HostWorlds.empty(engine, plan, seed, List.of(counts));
  }

  private static HostKind kind(FleetPlan fleet, int host) {
    return fleet.hosts().get(host).kind();
  }

  private static HostPlan plan(FleetPlan fleet, int host) {
    FleetPlan.Member member = fleet.hosts().get(host);
    return member.kind().plan().named(member.name());
  }

  /// All of it, from which [#load] makes the same.
  byte[] save(HostImages images) {
    Past past = new Past(world.host(), counts, orders, stays, off, reachedPicos);
    return images.save(world.simulation(), kind, plan, past);
  }

  /// Takes an order, which is not earlier than what has run.
  void take(HostOrder order) {
    int at = orders.size();
    while (at > 0 && orders.get(at - 1).atPicos() > order.atPicos()) {
      at--;
    }
    orders.add(at, order);
  }

  /// Runs to this time and says what happened.
  List<HostReport> run(long untilPicos) {
    while (!off && !orders.isEmpty() && orders.getFirst().atPicos() <= untilPicos) {
      HostOrder next = orders.removeFirst();
      runTo(next.atPicos());
      obey(next.order());
    }
    if (!off) {
      runTo(untilPicos);
    }
    return counts.takeReports();
  }

  private void runTo(long picos) {
    world.simulation().advance(picos);
    reachedPicos = world.simulation().now();
  }

  private void obey(HostOrder.Order order) {
    switch (order) {
      case HostOrder.Order.Start start -> {
        VmPlan vm = fleet.vm(host, start);
        counts.add(start.number(), start.thread(), vm.vcpus().size());
        stays.add(new Stay(start.vm(), start.number()));
        world.start(vm);
      }
      case HostOrder.Order.Stop(int number) -> world.stop(number);
      case HostOrder.Order.PowerOff() -> {
        off = true;
        orders.clear();
      }
    }
  }

  /// Stops all of its actors.
  void close() {
    world.simulation().close();
  }

  void interrupt() {
    world.simulation().interrupt();
  }

  long events() {
    return world.simulation().events();
  }

  /// What it has done so far.
  HostLoad load() {
    List<String> cores = kind.coreTypes().stream().map(CoreType::name).toList();
    Map<String, Long> busy = busy(reachedPicos);
    return new HostLoad(host, reachedPicos, cores.stream().map(busy::get).toList());
  }

  /// What came of it so far.
  HostSummary summary() {
    long now = reachedPicos;
    Map<Integer, VmCounts> vms = new TreeMap<>();
    for (Stay stay : stays) {
      vms.merge(stay.vm(), counts.of(stay.number(), now), VmCounts::plus);
    }
    return new HostSummary(host, world.simulation().digest(), events(), now, busy(now), vms);
  }

  /// Picoseconds that threads ran, by the type of core.
  private Map<String, Long> busy(long now) {
    Map<String, Long> busy = new TreeMap<>();
    for (ProcessingElement pe : kind.plan().topology().pes()) {
      busy.merge(pe.coreType().name(), counts.busyPicos(pe.index(), now), Long::sum);
    }
    return busy;
  }
}
