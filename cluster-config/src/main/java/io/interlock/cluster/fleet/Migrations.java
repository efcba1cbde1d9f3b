package io.interlock.cluster.fleet;

import io.interlock.actors.host.VmState;
import io.interlock.actors.scenario.FleetSpec;
import io.interlock.cluster.fleet.Agenda.Due;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Live migrations: which are under way, which wait for a link, and what becomes of each.
///
/// The memory of a VM is copied while it runs, in rounds (pre-copy). Then the VM stops, what it
/// wrote since is copied with the state of its vCPUs, and it goes on elsewhere.
final class Migrations {
  private final FleetPlan plan;
  private final Wire wire;
  private final Placement placement;
  private final Agenda agenda;
  private final Orders orders;
  private final Collection<String> refusals;
  private final Routes routes = new Routes();
  private final List<VmSlot> queue = new ArrayList<>();
  private final MigrationStatistics statistics = new MigrationStatistics();
  private final int[] awaited;
  private int awaitedInAll;
  private long stopsFromPicos;
  private int aborted;

  Migrations(
      FleetPlan plan,
      Placement placement,
      Agenda agenda,
      Orders orders,
      Collection<String> refusals) {
    this.plan = plan;
    this.wire = new Wire(plan.spec().fabric(), plan.spec().migration());
    this.placement = placement;
    this.agenda = agenda;
    this.orders = orders;
    this.refusals = refusals;
    this.awaited = new int[plan.hosts().size()];
  }

  /// Somebody wants a VM to move.
  ///
  /// @param wanted where to; null leaves it to the policy
  void ask(VmSlot vm, @Nullable HostSlot wanted, Migration.Reason reason, long now) {
    HostSlot from = vm.host;
    if (!vm.isSettled() || from == null) {
      refuse(vm, "it is " + vm.state.name().toLowerCase(Locale.ROOT));
      return;
    }
    HostSlot to = wanted == null ? placement.choose(vm.guest, host -> may(vm, from, host)) : wanted;
    if (to == null) {
      refuse(vm, "no host has room for it, and what it needs");
      return;
    }
    String obstacle = obstacle(vm, from, to);
    if (obstacle != null) {
      refuse(vm, "not to " + to.name + ": " + obstacle);
      return;
    }
    to.reserve(vm.number, vm.guest);
    vm.state = VmSlot.State.COPYING;
    vm.migration = new Migration(from, to, reason, now);
    queue.add(vm);
    beginSome(now);
  }

  private void refuse(VmSlot vm, String why) {
    refusals.add("migration of " + vm.guest.name() + ": " + why);
  }

  private boolean may(VmSlot vm, HostSlot from, HostSlot to) {
    return to != from && unlike(vm, to) == null;
  }

  private @Nullable String obstacle(VmSlot vm, HostSlot from, HostSlot to) {
    if (from == to) {
      return "it is there";
    }
    String obstacle = unlike(vm, to);
    return obstacle == null && !to.hasRoomFor(vm.guest) ? "there is no room" : obstacle;
  }

  /// What its guest would find there to be another than where it has begun; null where nothing is.
  private @Nullable String unlike(VmSlot vm, HostSlot to) {
    HostKind begunOn = vm.begunOn;
    return begunOn == null ? null : routes.obstacle(vm.guest.kind(), begunOn, to.kind);
  }

  /// Begins what has waited for a link that is free by now.
  private void beginSome(long now) {
    for (VmSlot vm : List.copyOf(queue)) {
      Migration migration = vm.migration;
      if (migration != null && migration.mayBegin()) {
        queue.remove(vm);
        migration.begun = true;
        migration.from.sending++;
        migration.to.receiving++;
        migration.copy = wire.preCopy(vm.guest.needs());
        agenda.add(now + migration.copy.picos(), new Due.Copied(vm, migration));
      }
    }
  }

  /// Almost all of a VM is there; it stops for the rest.
  void copied(VmSlot vm, Migration migration, long now) {
    if (vm.migration == migration) {
      vm.state = VmSlot.State.MOVING;
      stop(vm, now + plan.spec().fabric().latencyPicos());
    }
  }

  /// Tells a VM to stop, which its host will report. One that is on its way stops where it arrives.
  void stop(VmSlot vm, long earliestPicos) {
    HostSlot host = vm.host;
    if (host == null) {
      throw new IllegalStateException(vm.guest.name() + " is on no host");
    }
    long atPicos = Math.max(earliestPicos, vm.startsAtPicos);
    stopsFromPicos = awaitedInAll == 0 ? atPicos : Math.min(stopsFromPicos, atPicos);
    awaited[host.number]++;
    awaitedInAll++;
    orders.stop(host, vm.numberOnHost, atPicos);
  }

  /// Whether a host has still to report that a VM has stopped.
  boolean awaitsReports() {
    return awaitedInAll > 0;
  }

  /// No VM stops earlier of those whose stop has still to be reported.
  long stopsFromPicos() {
    return stopsFromPicos;
  }

  /// It has reported one.
  void heardOf(HostSlot host) {
    awaited[host.number]--;
    awaitedInAll--;
  }

  /// It will report none any more.
  void lost(HostSlot host) {
    awaitedInAll -= awaited[host.number];
    awaited[host.number] = 0;
  }

  /// A VM that moves has stopped; it goes on where it moves to, or if that is lost, where it was.
  void stopped(VmSlot vm, HostSlot from, long atPicos, VmState state, long now) {
    Migration migration = vm.migration;
    if (migration == null) {
      throw new IllegalStateException(vm.guest.name() + " stopped without a reason");
    }
    long latency = plan.spec().fabric().latencyPicos();
    vm.migration = null;
    if (migration.to.state == HostSlot.State.FAILED) {
      aborted++;
      migration.to.release(vm.number, vm.guest);
      orders.start(vm, from, now + latency, state);
      agenda.add(now, new Due.LinksFree(migration));
      return;
    }
    long rest = migration.copy.restBytes() + state.pinnedBytes() + state.bytes();
    long startAt = Math.max(now, atPicos + latency + wire.picos(rest));
    from.release(vm.number, vm.guest);
    orders.start(vm, migration.to, startAt, state);
    vm.liveMigrations++;
    if (!state.stands()) {
      vm.downtimePicos += startAt - atPicos;
      statistics.addDowntime(startAt - atPicos);
    }
    statistics.add(startAt - migration.askedAt, migration.copy.bytes() + rest);
    agenda.add(startAt, new Due.LinksFree(migration));
  }

  void linksFree(Migration migration, long now) {
    migration.from.sending--;
    migration.to.receiving--;
    beginSome(now);
  }

  /// A VM stays where it is, if it is not about to leave.
  void abort(VmSlot vm, long now) {
    Migration migration = vm.migration;
    if (migration == null) {
      return;
    }
    aborted++;
    queue.remove(vm);
    migration.to.release(vm.number, vm.guest);
    vm.migration = null;
    vm.state = VmSlot.State.PLACED;
    if (migration.begun) {
      agenda.add(now, new Due.LinksFree(migration));
    }
  }

  /// Moves VMs from the fullest hosts to the emptiest, as long as that makes a difference.
  void rebalance(List<HostSlot> hosts, List<VmSlot> vms, long now) {
    FleetSpec.Rebalance rules = plan.spec().rebalance();
    Loads loads = new Loads(hosts);
    for (int moves = 0; moves < rules.movesMax(); moves++) {
      HostSlot full = loads.fullest();
      HostSlot empty = loads.emptiest();
      if (full == null
          || empty == null
          || loads.of(full) * 100 <= loads.of(empty) * (100 + rules.gapPercent())) {
        return;
      }
      VmSlot mover = mover(full, empty, vms, loads);
      if (mover == null) {
        loads.leaveOut(full);
      } else {
        ask(mover, empty, Migration.Reason.REBALANCE, now);
        loads.move(full, empty, mover.guest.vcpus());
      }
    }
  }

  /// The first VM that may go and would not make the other host the fuller one.
  private @Nullable VmSlot mover(HostSlot full, HostSlot empty, List<VmSlot> vms, Loads loads) {
    return full.vms.stream()
        .map(vms::get)
        .filter(vm -> vm.isSettled() && vm.host == full)
        .filter(vm -> obstacle(vm, full, empty) == null)
        .filter(vm -> loads.after(empty, vm.guest.vcpus()) <= loads.after(full, -vm.guest.vcpus()))
        .min(Comparator.comparingInt(vm -> vm.number))
        .orElse(null);
  }

  /// How many wait for a free link.
  int queued() {
    return queue.size();
  }

  FleetResult.Migrations summary() {
    return statistics.summary(aborted);
  }
}
