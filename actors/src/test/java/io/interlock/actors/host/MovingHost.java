package io.interlock.actors.host;

import static io.interlock.actors.host.TestRun.MILLI;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.boot.VacantHost;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.engine.trace.Observer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A host on which VMs come and go, for tests of what goes with them.
final class MovingHost implements Observer {
  /// By then drivers have probed all there is.
  private static final long BOOTED = MILLI / 20;

  final VacantHost host;
  final List<Fact> facts = new ArrayList<>();
  final HostPlan plan;
  FleetNews.@Nullable VmStopped stopped;
  long stoppedAt;

  MovingHost(HostPlan plan, long seed) {
    this.plan = plan;
    host =
        HostWorlds.vacant(
            HostWorlds.empty(TestRun.ENGINE, plan, seed, List.of(this)), plan, plan.settings());
  }

  /// The VM of the plan runs on one host until it is told to stop, and then on another to its end.
  static List<MovingHost> moved(HostPlan plan, long seed, long stopAt, long until) {
    return moved(plan, plan, seed, stopAt, until);
  }

  /// The same with hosts, or user spaces, that differ.
  static List<MovingHost> moved(HostPlan from, HostPlan to, long seed, long stopAt, long until) {
    MovingHost source = new MovingHost(from, seed);
    source.host.simulation().run(BOOTED);
    source.start(null);
    FleetNews.VmStopped left = source.stopAt(stopAt);
    MovingHost target = new MovingHost(to, seed + 1);
    target.host.simulation().run(source.stoppedAt + MILLI);
    target.start(left);
    target.host.simulation().run(until);
    return List.of(source, target);
  }

  /// What was stated of that kind on all of these, in order.
  static <F> Stream<F> facts(List<MovingHost> hosts, Class<F> kind) {
    return hosts.stream()
        .flatMap(host -> host.facts.stream())
        .filter(kind::isInstance)
        .map(kind::cast);
  }

  @Override
  public void stated(long atPicos, String actor, Object fact) {
    if (fact instanceof Fact ordinary) {
      facts.add(ordinary);
    } else if (fact instanceof FleetNews.VmStopped news) {
      stopped = news;
      stoppedAt = atPicos;
    }
  }

  /// Starts the VM of the plan, or what another host has left of it.
  void start(FleetNews.@Nullable VmStopped before) {
    VmPlan vm = plan.vms().getFirst();
    VmState state = before == null ? VmState.NONE : before.state();
    List<VmPlan.VcpuPlan> vcpus = new ArrayList<>();
    for (VmPlan.VcpuPlan each : vm.vcpus()) {
      int index = each.id().index();
      vcpus.add(
          new VmPlan.VcpuPlan(
              new VcpuId(index, 0, vm.name(), index),
              each.affinity(),
              each.weight(),
              each.code(),
              state.vcpus().isEmpty() ? null : state.vcpus().get(index),
              each.startsOff()));
    }
    host.start(
        new VmPlan(
            0,
            vm.name(),
            vm.supported(),
            vm.repins(),
            vm.registers(),
            vm.pmu(),
            vm.profiling(),
            vcpus,
            vm.gic().moved(state.shared()),
            vm.machine().moved(state.identity())));
  }

  /// Stops the VM at this time, and says what is left of it.
  FleetNews.VmStopped stopAt(long picos) {
    host.simulation().run(picos);
    host.stop(0);
    host.simulation().run(picos + 100 * MILLI);
    return Objects.requireNonNull(stopped, "the VM does not stop");
  }

  long poweredOff() {
    return facts.stream().filter(Fact.PoweredOff.class::isInstance).count();
  }

  long handled() {
    return facts.stream().filter(Fact.InterruptHandled.class::isInstance).count();
  }

  long handled(int intid) {
    return facts.stream()
        .filter(fact -> fact instanceof Fact.InterruptHandled taken && taken.intid() == intid)
        .count();
  }
}
