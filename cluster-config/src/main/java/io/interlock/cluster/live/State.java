package io.interlock.cluster.live;

import io.interlock.actors.result.Violation;
import io.interlock.cluster.fleet.FleetMoment;
import io.interlock.cluster.fleet.FleetResult;
import io.interlock.cluster.fleet.HostsSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What changes while a fleet runs, as JSON has it.
///
/// @param why the run failed, or empty
/// @param hosts how many are in each state
/// @param vms how many are in each state
/// @param migrationsQueued how many wait for a free link
/// @param violations the first of them
/// @param refusals how much could not be done
/// @param utilisation percent of the last interval, on hosts of each kind; -1 is not known
/// @param rows of those hosts that are told of: number, state by its place in [#STATES], VMs, their
///     vCPUs, and percent of the last interval for each type of core
record State(
    String status,
    String why,
    double virtualSeconds,
    double wallSeconds,
    double virtualSecondsPerSecond,
    double eventsPerSecond,
    long events,
    long windows,
    Map<String, Integer> hosts,
    Map<String, Integer> vms,
    FleetResult.Migrations migrations,
    int migrationsQueued,
    int violationCount,
    List<Violation> violations,
    int refusals,
    List<HostsSeen.Node> nodes,
    List<Utilisation> utilisation,
    List<List<Integer>> rows) {
  /// States of hosts.
  static final List<String> STATES = List.of("up", "draining", "failed");

  private static final int VIOLATIONS_MAX = 20;

  /// How busy cores are on hosts of one kind.
  record Utilisation(String kind, String cluster, String type, int percent) {}

  /// The state with those hosts that look different from `before`; null tells of all.
  static State of(Outline outline, Picture now, @Nullable Picture before) {
    FleetMoment moment = now.moment();
    Map<String, Integer> hosts = new TreeMap<>();
    moment.hosts().forEach(host -> hosts.merge(host.state(), 1, Integer::sum));
    Map<String, Integer> vms = new TreeMap<>();
    moment.vmStates().forEach(count -> vms.put(count.state(), count.count()));
    List<Violation> violations = moment.violations();
    return new State(
        now.status().name().toLowerCase(Locale.ROOT),
        now.words(),
        moment.nowPicos() / 1e12,
        now.wallSeconds(),
        now.virtualSecondsPerSecond(),
        now.eventsPerSecond(),
        moment.seen().events(),
        moment.windows(),
        hosts,
        vms,
        moment.migrations(),
        moment.migrationsQueued(),
        violations.size(),
        violations.subList(0, Math.min(VIOLATIONS_MAX, violations.size())),
        moment.refusals(),
        moment.seen().nodes(),
        utilisation(outline, now),
        rows(outline, now, before));
  }

  private static List<Utilisation> utilisation(Outline outline, Picture now) {
    List<Utilisation> all = new ArrayList<>();
    for (int kind = 0; kind < outline.kinds().size(); kind++) {
      Outline.Kind each = outline.kinds().get(kind);
      for (int type = 0; type < each.cores().size(); type++) {
        Outline.Cores cores = each.cores().get(type);
        int percent = mean(outline, now.heat(), kind, type);
        all.add(new Utilisation(each.name(), cores.cluster(), cores.type(), percent));
      }
    }
    return all;
  }

  private static int mean(Outline outline, HeatMap heat, int kind, int type) {
    long sum = 0;
    long known = 0;
    for (int host = 0; host < outline.hosts().size(); host++) {
      if (outline.kindOfHost().get(host) == kind && heat.percent(host, type) >= 0) {
        sum += heat.percent(host, type);
        known++;
      }
    }
    return known == 0 ? HeatMap.UNKNOWN : (int) Math.round((double) sum / known);
  }

  private static List<List<Integer>> rows(Outline outline, Picture now, @Nullable Picture before) {
    List<List<Integer>> rows = new ArrayList<>();
    for (int host = 0; host < outline.hosts().size(); host++) {
      FleetMoment.Host seen = now.moment().hosts().get(host);
      if (before == null
          || !seen.equals(before.moment().hosts().get(host))
          || !now.heat().sameOf(host, before.heat())) {
        List<Integer> row = new ArrayList<>();
        row.add(host);
        row.add(STATES.indexOf(seen.state()));
        row.add(seen.vms());
        row.add(seen.vcpus());
        int types = outline.kinds().get(outline.kindOfHost().get(host)).cores().size();
        for (int type = 0; type < types; type++) {
          row.add(now.heat().percent(host, type));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
