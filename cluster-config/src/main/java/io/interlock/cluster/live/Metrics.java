package io.interlock.cluster.live;

import static io.interlock.cluster.live.Exposition.Type.COUNTER;
import static io.interlock.cluster.live.Exposition.Type.GAUGE;

import io.interlock.cluster.fleet.FleetMoment;
import io.interlock.cluster.fleet.FleetResult;
import io.interlock.cluster.fleet.HostsSeen;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/// What Prometheus gets to know of a fleet. Names carry base units.
final class Metrics {
  private static final List<String> VM_STATES =
      List.of("expected", "waiting", "placed", "copying", "moving", "stopping", "stopped");

  private final Outline outline;
  private final Picture picture;
  private final FleetMoment moment;
  private final Exposition out = new Exposition();

  private Metrics(Outline outline, Picture picture) {
    this.outline = outline;
    this.picture = picture;
    moment = picture.moment();
  }

  static String of(Outline outline, Picture picture) {
    Metrics metrics = new Metrics(outline, picture);
    metrics.run();
    metrics.members();
    metrics.migrations();
    metrics.cores();
    return metrics.out.toString();
  }

  private void run() {
    out.metric("interlock_fleet_info", GAUGE, "What runs; always 1.")
        .sample(
            1,
            "scenario",
            outline.scenario(),
            "seed",
            Long.toString(outline.seed()),
            "placement",
            outline.placement());
    out.metric("interlock_fleet_status", GAUGE, "1 for how the run is, 0 for how it is not.");
    for (Picture.Status status : Picture.Status.values()) {
      boolean is = status == picture.status();
      out.sample(is ? 1 : 0, "status", status.name().toLowerCase(Locale.ROOT));
    }
    out.metric("interlock_fleet_virtual_seconds_total", COUNTER, "Virtual time that has passed.")
        .sample(moment.nowPicos() / 1e12);
    out.metric("interlock_fleet_end_virtual_seconds", GAUGE, "Virtual time at which the run ends.")
        .sample(outline.endSeconds());
    out.metric("interlock_fleet_wall_seconds_total", COUNTER, "Wall-clock time that has passed.")
        .sample(picture.wallSeconds());
    out.metric("interlock_fleet_events_total", COUNTER, "Deliveries to actors.")
        .sample(moment.seen().events());
    out.metric("interlock_fleet_windows_total", COUNTER, "How often hosts waited for each other.")
        .sample(moment.windows());
    out.metric("interlock_fleet_violations", GAUGE, "Properties that are broken.")
        .sample(moment.violations().size());
    out.metric("interlock_fleet_refusals", GAUGE, "Different things that could not be done.")
        .sample(moment.refusals());
  }

  private void members() {
    out.metric("interlock_fleet_nodes", GAUGE, "Nodes of the cluster; none without a cluster.");
    Map<String, Integer> nodes = new TreeMap<>(Map.of("up", 0));
    moment.seen().nodes().stream()
        .map(HostsSeen.Node::status)
        .forEach(status -> nodes.merge(status, 1, Integer::sum));
    nodes.forEach((status, count) -> out.sample(count, "status", status));
    out.metric("interlock_fleet_hosts", GAUGE, "Hosts in each state.");
    for (String state : State.STATES) {
      long count = moment.hosts().stream().filter(host -> host.state().equals(state)).count();
      out.sample(count, "state", state);
    }
    out.metric("interlock_fleet_vms", GAUGE, "VMs in each state.");
    for (String state : VM_STATES) {
      out.sample(moment.vms(state), "state", state);
    }
    out.metric("interlock_fleet_vcpus", GAUGE, "vCPUs that hosts keep room for.")
        .sample(moment.hosts().stream().mapToInt(FleetMoment.Host::vcpus).sum());
  }

  private void migrations() {
    FleetResult.Migrations moves = moment.migrations();
    out.metric("interlock_fleet_migrations_total", COUNTER, "Live migrations that are over.")
        .sample(moves.completed(), "outcome", "completed")
        .sample(moves.aborted(), "outcome", "aborted");
    out.metric("interlock_fleet_migrations_queued", GAUGE, "VMs that wait for a free link.")
        .sample(moment.migrationsQueued());
    out.metric("interlock_fleet_migrated_bytes_total", COUNTER, "Carried from host to host.")
        .sample(moves.bytes());
    out.metric("interlock_fleet_downtime_seconds_max", GAUGE, "Longest that a VM stood.")
        .sample(moves.downtimeSecondsMax());
  }

  private void cores() {
    out.metric(
        "interlock_fleet_core_busy_seconds_total", COUNTER, "Virtual time that threads ran.");
    eachType((host, type) -> (double) picture.heat().busyPicos(host, type));
    out.metric(
        "interlock_fleet_core_seconds_total", COUNTER, "Virtual time that threads could have run.");
    eachType((host, type) -> (double) picture.heat().nowPicos(host) * cores(host, type).cpus());
  }

  /// A sample for each type of core, on hosts of each kind.
  private void eachType(BiFunction<Integer, Integer, Double> picosOf) {
    for (int kind = 0; kind < outline.kinds().size(); kind++) {
      Outline.Kind each = outline.kinds().get(kind);
      for (int type = 0; type < each.cores().size(); type++) {
        double picos = 0;
        for (int host = 0; host < outline.hosts().size(); host++) {
          picos += outline.kindOfHost().get(host) == kind ? picosOf.apply(host, type) : 0;
        }
        Outline.Cores cores = each.cores().get(type);
        out.sample(
            picos / 1e12,
            "host_kind",
            each.name(),
            "cluster",
            cores.cluster(),
            "core",
            cores.type());
      }
    }
  }

  private Outline.Cores cores(int host, int type) {
    return outline.kinds().get(outline.kindOfHost().get(host)).cores().get(type);
  }
}
