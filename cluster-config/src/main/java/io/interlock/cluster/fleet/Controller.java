package io.interlock.cluster.fleet;

import io.interlock.actors.host.VmState;
import io.interlock.actors.result.Violation;
import io.interlock.actors.scenario.FleetSpec;
import io.interlock.cluster.fleet.Agenda.Due;
import io.interlock.hypervisor.uapi.Errno;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// Decides which VM is on which host, and moves VMs between them.
///
/// It knows hosts only from what they report, and acts only by orders. What it does depends on the
/// plan of the fleet and on the reports alone, so whoever hears the same reports becomes the same
/// controller.
final class Controller {
  private final FleetPlan plan;
  private final long latency;
  private final Agenda agenda = new Agenda();
  private final Orders orders = new Orders();
  private final List<HostSlot> hosts = new ArrayList<>();
  private final List<VmSlot> vms = new ArrayList<>();
  private final TreeSet<Integer> waiting = new TreeSet<>();
  private final Set<String> refusals = new TreeSet<>();
  private final Placement placement;
  private final Migrations migrations;
  private long now;
  private long reachedPicos;

  Controller(FleetPlan plan) {
    this.plan = plan;
    latency = plan.spec().fabric().latencyPicos();
    for (int i = 0; i < plan.hosts().size(); i++) {
      hosts.add(new HostSlot(i, plan.hosts().get(i)));
    }
    placement = new Placement(hosts, plan.spec().placement());
    migrations = new Migrations(plan, placement, agenda, orders, refusals);
    for (int i = 0; i < plan.vms().size(); i++) {
      vms.add(new VmSlot(i, plan.vms().get(i)));
    }
    planArrivals();
    plan.spec().events().forEach(this::planned);
    if (plan.spec().rebalance().everyPicos() > 0) {
      agenda.add(plan.spec().rebalance().everyPicos(), new Due.Rebalance());
    }
  }

  private void planned(FleetSpec.Event event) {
    if (event.isTooLate(plan.run())) {
      refusals.add(event.missed());
    } else {
      agenda.add(event.atPicos(), new Due.Asked(event));
    }
  }

  /// VMs of one kind arrive one after the other, each kind by a chance of its own.
  private void planArrivals() {
    SplittableRandom chance = new SplittableRandom(plan.run().seed());
    String kind = "";
    long at = 0;
    SplittableRandom ofKind = chance;
    for (VmSlot vm : vms) {
      FleetSpec.Guest needs = vm.guest.needs();
      if (!vm.guest.kind().equals(kind)) {
        kind = vm.guest.kind();
        at = needs.fromPicos();
        ofKind = chance.split();
      }
      agenda.add(at, new Due.Arrival(vm));
      at += needs.random() ? exponential(ofKind, needs.everyPicos()) : needs.everyPicos();
    }
  }

  private static long exponential(SplittableRandom chance, long meanPicos) {
    return (long) (-StrictMath.log(1 - chance.nextDouble()) * meanPicos);
  }

  /// Hears what hosts reported, and decides what they shall do: all that is due by now, and what is
  /// due before it could hear anything else.
  ///
  /// @param nowPicos to where all hosts have come
  /// @param limitPicos up to where it may look ahead
  List<HostOrder> advance(long nowPicos, List<HostReport> reports, long limitPicos) {
    for (HostReport report : reports) {
      agenda.add(Math.max(nowPicos, report.atPicos() + latency), new Due.Heard(report));
    }
    reachedPicos = nowPicos;
    while (agenda.nextPicos() <= nowPicos
        || agenda.nextPicos() < Math.min(limitPicos, hearsFromPicos())) {
      now = Math.max(nowPicos, agenda.nextPicos());
      orders.now(now);
      act(agenda.poll());
    }
    return orders.take();
  }

  /// How far hosts may run before the controller has to hear of them again.
  long horizonPicos() {
    return Math.min(agenda.nextPicos(), hearsFromPicos());
  }

  /// From when on it might hear something to which it has to answer.
  private long hearsFromPicos() {
    return migrations.awaitsReports()
        ? Math.max(reachedPicos, migrations.stopsFromPicos()) + latency
        : Long.MAX_VALUE;
  }

  private void act(Due due) {
    switch (due) {
      case Due.Arrival(VmSlot vm) -> arrive(vm);
      case Due.Failover(VmSlot vm) -> arrive(vm);
      case Due.LifetimeOver(VmSlot vm, int life) -> {
        if (vm.lives == life) {
          stop(vm);
        }
      }
      case Due.Copied(VmSlot vm, Migration migration) -> migrations.copied(vm, migration, now);
      case Due.LinksFree(Migration migration) -> migrations.linksFree(migration, now);
      case Due.Rebalance() -> {
        migrations.rebalance(hosts, vms, now);
        agenda.add(now + plan.spec().rebalance().everyPicos(), due);
      }
      case Due.Asked(FleetSpec.Event event) -> asked(event);
      case Due.Heard(HostReport report) -> heard(report);
    }
  }

  private void arrive(VmSlot vm) {
    vm.state = VmSlot.State.WAITING;
    waiting.add(vm.number);
    placeWaiting();
  }

  /// VMs that wait go where there is room by now, first come first served; of a kind for which
  /// there is none, nobody else is tried.
  private void placeWaiting() {
    Set<String> hopeless = new HashSet<>();
    for (Integer number : List.copyOf(waiting)) {
      VmSlot vm = vms.get(number);
      if (!hopeless.contains(vm.guest.kind()) && !place(vm)) {
        hopeless.add(vm.guest.kind());
      }
    }
  }

  private boolean place(VmSlot vm) {
    HostSlot host = placement.choose(vm.guest, _ -> true);
    if (host == null) {
      return false;
    }
    waiting.remove(vm.number);
    host.reserve(vm.number, vm.guest);
    vm.lives++;
    vm.begunOn = host.kind;
    vm.vcpusLeftOut = 0;
    orders.start(vm, host, now + latency, VmState.NONE);
    if (vm.guest.needs().lifetimePicos() > 0) {
      long end = now + latency + vm.guest.needs().lifetimePicos();
      agenda.add(end, new Due.LifetimeOver(vm, vm.lives));
    }
    return true;
  }

  private void stop(VmSlot vm) {
    switch (vm.state) {
      case EXPECTED, WAITING -> {
        waiting.remove(vm.number);
        vm.state = VmSlot.State.STOPPED;
      }
      case PLACED, COPYING -> {
        migrations.abort(vm, now);
        vm.state = VmSlot.State.STOPPING;
        migrations.stop(vm, now + latency);
      }
      case MOVING -> {
        migrations.abort(vm, now);
        vm.state = VmSlot.State.STOPPING;
      }
      case STOPPING, STOPPED -> {}
    }
  }

  private void asked(FleetSpec.Event event) {
    switch (event.act()) {
      case FleetSpec.Act.Drain(String name) -> drain(host(name));
      case FleetSpec.Act.Fail(String name) -> fail(host(name));
      case FleetSpec.Act.Return(String name) -> comeBack(host(name));
      case FleetSpec.Act.Stop(String name) -> stop(vm(name));
      case FleetSpec.Act.Migrate(String name, String to) ->
          migrations.ask(vm(name), host(to), Migration.Reason.ASKED, now);
    }
  }

  private void drain(HostSlot host) {
    if (host.state == HostSlot.State.UP) {
      host.state = HostSlot.State.DRAINING;
      for (Integer number : List.copyOf(host.vms)) {
        moveOn(vms.get(number));
      }
    }
  }

  /// A VM on a host that is drained looks for another.
  private void moveOn(VmSlot vm) {
    HostSlot host = vm.host;
    if (vm.isSettled() && host != null && host.state == HostSlot.State.DRAINING) {
      migrations.ask(vm, null, Migration.Reason.DRAIN, now);
    }
  }

  private void comeBack(HostSlot host) {
    if (host.state == HostSlot.State.FAILED) {
      refusals.add("return of " + host.name + ": it has failed, which is for good");
    } else {
      host.state = HostSlot.State.UP;
      placeWaiting();
    }
  }

  private void fail(HostSlot host) {
    if (host.state == HostSlot.State.FAILED) {
      return;
    }
    host.state = HostSlot.State.FAILED;
    orders.powerOff(host);
    migrations.lost(host);
    for (Integer number : List.copyOf(host.vms)) {
      VmSlot vm = vms.get(number);
      if (vm.host == host) {
        lose(vm, host);
      } else if (vm.state == VmSlot.State.COPYING) {
        migrations.abort(vm, now);
        moveOn(vm);
      }
    }
  }

  private void lose(VmSlot vm, HostSlot host) {
    boolean wasWanted = vm.state != VmSlot.State.STOPPING;
    migrations.abort(vm, now);
    host.release(vm.number, vm.guest);
    vm.host = null;
    vm.state = wasWanted ? VmSlot.State.WAITING : VmSlot.State.STOPPED;
    if (wasWanted) {
      agenda.add(now + plan.spec().failoverPicos(), new Due.Failover(vm));
    }
  }

  private void heard(HostReport report) {
    HostSlot host = hosts.get(report.host());
    VmSlot vm = orders.onHost(host, report.news().number());
    if (vm == null) {
      return; // lost with its host since
    }
    switch (report.news()) {
      case HostReport.News.Refused(_, String call, int result) -> {
        vm.vcpusLeftOut = vm.guest.vcpus();
        refusals.add(
            "%s on %s: KVM refused %s with %s (%d); its vCPUs do not run"
                .formatted(vm.guest.name(), host.name, call, Errno.named(result), result));
      }
      case HostReport.News.LeftOut(_, int vcpu, String exit) -> {
        vm.vcpusLeftOut++;
        refusals.add(
            "%s on %s: KVM_RUN of vCPU %d came back with %s; it does not run any more"
                .formatted(vm.guest.name(), host.name, vcpu, exit));
      }
      case HostReport.News.Stopped(_, var state) -> {
        migrations.heardOf(host);
        orders.left(host, report.news().number());
        if (vm.state == VmSlot.State.STOPPING) {
          host.release(vm.number, vm.guest);
          vm.state = VmSlot.State.STOPPED;
        } else {
          migrations.stopped(vm, host, report.atPicos(), state, now);
          moveOn(vm);
        }
        placeWaiting();
      }
    }
  }

  private HostSlot host(String name) {
    return hosts.stream().filter(host -> host.name.equals(name)).findFirst().orElseThrow();
  }

  private VmSlot vm(String name) {
    return vms.stream().filter(vm -> vm.guest.name().equals(name)).findFirst().orElseThrow();
  }

  List<HostSlot> hosts() {
    return hosts;
  }

  List<VmSlot> vms() {
    return vms;
  }

  List<String> refusals() {
    return List.copyOf(refusals);
  }

  /// How it is now, between two windows.
  FleetMoment moment(long nowPicos, long windows, HostsSeen seen) {
    return new FleetMoment(
        nowPicos,
        windows,
        seen,
        hosts.stream().map(HostSlot::moment).toList(),
        FleetResults.counts(vms.stream().map(vm -> vm.state).toList()),
        migrations.summary(),
        migrations.queued(),
        broken(),
        refusals.size());
  }

  FleetResult.Migrations migrationSummary() {
    return migrations.summary();
  }

  /// A digest of everything that it ordered.
  String digest() {
    return orders.digest();
  }

  /// What does not add up: a VM is on the one host that it should be on, and a host keeps for its
  /// VMs just what these need.
  List<Violation> broken() {
    List<Violation> broken = new ArrayList<>();
    for (HostSlot host : hosts) {
      int vcpus = host.vms.stream().mapToInt(vm -> vms.get(vm).guest.vcpus()).sum();
      if (vcpus != host.vcpus || vcpus > host.kind.vcpusMax()) {
        broken.add(broken(host.name + " keeps " + host.vcpus + " vCPUs for VMs with " + vcpus));
      }
    }
    int[] places = new int[vms.size()];
    hosts.forEach(host -> host.vms.forEach(vm -> places[vm]++));
    for (VmSlot vm : vms) {
      int found = places[vm.number];
      if (found != vm.placesWanted()) {
        broken.add(broken(vm.guest.name() + " is on " + found + " hosts while " + vm.state));
      }
    }
    return broken;
  }

  private Violation broken(String message) {
    return new Violation("single-residency", message, now / 1e12);
  }
}
