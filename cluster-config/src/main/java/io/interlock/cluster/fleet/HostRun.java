package io.interlock.cluster.fleet;

import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.boot.VacantHost;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.engine.Engine;
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
  private final HostCounts counts;
  private final VacantHost world;
  private final List<HostOrder> orders = new ArrayList<>();
  private final List<Stay> stays = new ArrayList<>();
  private boolean off;
  private long reachedPicos;

  /// A VM came here under this number.
  private record Stay(int vm, int number) {}

  HostRun(Engine engine, FleetPlan fleet, int host) {
    this.host = host;
    this.fleet = fleet;
    FleetPlan.Member member = fleet.hosts().get(host);
    kind = member.kind();
    HostPlan plan = kind.plan().named(member.name());
    counts = new HostCounts(host, plan.topology().pes().size());
    long seed = HostWorlds.seed(fleet.run().seed(), host);
    world = HostWorlds.vacant(engine, plan, kind.settings(), seed, List.of(counts));
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
