package io.interlock.cli;

import io.interlock.actors.result.Violation;
import io.interlock.cluster.fleet.FleetResult;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What came of a fleet, for a person to read.
final class FleetText {
  /// Longer lists are cut: whoever has so many VMs reads the JSON.
  private static final int ROWS_MAX = 20;

  private final FleetResult result;
  private final Lines lines = new Lines();

  private FleetText(FleetResult result) {
    this.result = result;
  }

  /// The whole summary, some lines per section.
  static String of(FleetResult result) {
    var summary = new FleetText(result);
    summary.header();
    summary.migrations();
    summary.utilisation();
    summary.vms();
    summary.recoveries();
    summary.list("violations", result.violations().stream().map(FleetText::words).toList());
    summary.list("not done", result.refusals());
    return summary.lines.toString();
  }

  private void header() {
    lines.add(
        result.scenario()
            + (result.interrupted() ? ": interrupted, this is what there is so far" : ""));
    lines.add("");
    lines.add(
        "  hosts      %s (%s)".formatted(Units.whole(result.hosts()), words(result.hostStates())));
    lines.add(
        "  VMs        %s with %s (%s), placed %s"
            .formatted(
                Units.whole(result.vms().size()),
                Units.many(result.vcpus(), "vCPU"),
                words(result.vmStates()),
                result.placement()));
    lines.add(
        "  ran        %s of virtual time in %s, %s events (%s/s) in %s"
            .formatted(
                Units.picos(Math.round(result.virtualSeconds() * 1e12)),
                Units.nanos(Math.round(result.wallSeconds() * 1e9)),
                Units.whole(result.events()),
                Units.count(result.wallSeconds() == 0 ? 0 : result.events() / result.wallSeconds()),
                Units.many(result.windows(), "window")));
    lines.add(
        "  decisions  " + Units.nanos(Math.round(result.placementSeconds() * 1e9)) + " of that");
    lines.add("  seed       " + result.seed());
    lines.add("  digest     " + result.digest());
  }

  private void migrations() {
    FleetResult.Migrations moves = result.migrations();
    if (moves.completed() + moves.aborted() > 0) {
      lines.add("");
      lines.add(
          "  live migrations: %s completed, %s aborted, %s MiB carried"
              .formatted(
                  Units.whole(moves.completed()),
                  Units.whole(moves.aborted()),
                  Units.whole(moves.bytes() >> 20)));
      lines.add(
          "  downtime: %s; the longest took %s in all"
              .formatted(downtime(moves), time(moves.totalSecondsMax())));
    }
  }

  /// VMs whose vCPUs do not run have none.
  private static String downtime(FleetResult.Migrations moves) {
    return moves.downtimeSecondsMax() == 0
        ? "none"
        : "median %s, 99%% within %s, at most %s"
            .formatted(
                time(moves.downtimeSecondsP50()),
                time(moves.downtimeSecondsP99()),
                time(moves.downtimeSecondsMax()));
  }

  private void recoveries() {
    for (FleetResult.Recovery each : result.recoveries()) {
      lines.add("");
      lines.add(
          "  recovery (%s) %s, of it re-simulation %s, %s of %s"
              .formatted(
                  words(each.cause()),
                  time(each.seconds()),
                  time(each.resimulationSeconds()),
                  Units.many(each.windows(), "window"),
                  Units.many(each.hosts(), "host")));
    }
  }

  private static String words(String cause) {
    return switch (cause) {
      case "lost" -> "a node was lost";
      case "moved" -> "to another node";
      default -> "from the journal";
    };
  }

  private static String time(double seconds) {
    return Units.nanos(Math.round(seconds * 1e9));
  }

  private void utilisation() {
    var table = new Table(2, "hosts", "core", "busy");
    for (FleetResult.Utilisation each : result.utilisation()) {
      table.row(
          each.hostKind(),
          each.coreType(),
          String.format(Locale.ROOT, "%.1f %%", 100 * each.busy()));
    }
    lines.section(table);
  }

  /// The VMs that moved most and waited longest, since these are asked for.
  private void vms() {
    List<FleetResult.Vm> all =
        result.vms().stream()
            .sorted(
                Comparator.comparingInt((FleetResult.Vm vm) -> -vm.liveMigrations())
                    .thenComparingInt(vm -> -vm.starts())
                    .thenComparingDouble(vm -> -vm.stealSeconds()))
            .toList();
    var table =
        new Table(
            3, "VM", "host", "state", "vCPUs", "cpu s", "steal s", "exits", "moves", "downtime s");
    for (FleetResult.Vm vm : all.subList(0, Math.min(ROWS_MAX, all.size()))) {
      table.row(
          vm.name(),
          vm.host(),
          vm.state(),
          Integer.toString(vm.vcpus()),
          Units.seconds(vm.cpuSeconds()),
          Units.seconds(vm.stealSeconds()),
          Units.whole(vm.exits()),
          Integer.toString(vm.liveMigrations()),
          Units.seconds(vm.downtimeSeconds()));
    }
    lines.section(table);
    if (all.size() > ROWS_MAX) {
      lines.add(
          "of " + Units.whole(all.size()) + " VMs those that moved or waited most; all: --json");
    }
  }

  private void list(String title, List<String> entries) {
    if (!entries.isEmpty()) {
      lines.add("");
      lines.add(title + ":");
      entries.stream().limit(ROWS_MAX).forEach(entry -> lines.add("  " + entry));
      if (entries.size() > ROWS_MAX) {
        lines.add("  and " + Units.whole(entries.size() - ROWS_MAX) + " more; all: --json");
      }
    }
  }

  private static String words(List<FleetResult.Count> counts) {
    return counts.stream()
        .map(count -> Units.whole(count.count()) + " " + count.state())
        .collect(Collectors.joining(", "));
  }

  private static String words(Violation violation) {
    return "%s at %s: %s"
        .formatted(violation.property(), time(violation.at()), violation.message());
  }
}
