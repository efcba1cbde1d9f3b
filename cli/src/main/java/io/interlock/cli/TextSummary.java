package io.interlock.cli;

import io.interlock.actors.result.LatencySummary;
import io.interlock.actors.result.PeResult;
import io.interlock.actors.result.RunResult;
import io.interlock.actors.result.Violation;
import io.interlock.actors.result.VmResult;
import java.util.List;
import java.util.Locale;

/// The result of a run for a person to read.
final class TextSummary {
  /// Longer tables are cut: whoever has so many VMs reads the JSON.
  private static final int ROWS_MAX = 40;

  private static final int BAR_WIDTH = 20;

  private final RunResult result;
  private final Lines lines = new Lines();

  private TextSummary(RunResult result) {
    this.result = result;
  }

  /// The whole summary, some lines per section.
  static String of(RunResult result) {
    var summary = new TextSummary(result);
    summary.header();
    summary.vms();
    summary.lines.append(StagesText.of(firstOf(result.vms())));
    summary.monitors();
    summary.reports();
    summary.pes();
    summary.violations();
    summary.notes();
    return summary.lines.toString();
  }

  private void header() {
    lines.add(
        result.scenario()
            + (result.interrupted() ? ": interrupted, this is what there is so far" : ""));
    lines.add("");
    String hosts = result.hosts() == 1 ? "" : Units.whole(result.hosts()) + " x ";
    lines.add("  host    " + hosts + result.host());
    lines.add(
        "  guests  %s, %s"
            .formatted(Units.many(result.vms().size(), "VM"), Units.many(result.vcpus(), "vCPU")));
    lines.add(
        "  ran     %s of virtual time in %s (%s), %s events (%s/s)"
            .formatted(
                Units.picos(Math.round(result.virtualSeconds() * 1e12)),
                Units.nanos(Math.round(result.wallSeconds() * 1e9)),
                ratio(result.virtualSeconds(), result.wallSeconds()),
                Units.whole(result.events()),
                Units.count(perSecond(result.events()))));
    lines.add(
        "  mode    %s, %s, seed %d".formatted(result.mode(), result.granularity(), result.seed()));
    if (!result.digest().isEmpty()) {
      lines.add("  digest  " + result.digest());
    }
  }

  private void vms() {
    boolean late = result.vms().stream().anyMatch(vm -> vm.interruptLatency().count() > 0);
    boolean refused = result.vms().stream().anyMatch(vm -> vm.failEntries() > 0);
    var table =
        new Table(
            2,
            "VM",
            hostHeading(),
            "vCPUs",
            "cpu s",
            "steal s",
            "exits",
            "irqs",
            "migrations",
            heading(refused, "failed entries"),
            heading(late, "latency p50"),
            heading(late, "p99"),
            heading(late, "max"));
    for (VmResult vm : firstOf(result.vms())) {
      LatencySummary latency = vm.interruptLatency();
      table.row(
          vm.name(),
          hostCell(vm.host()),
          Integer.toString(vm.vcpus()),
          Units.seconds(vm.cpuSeconds()),
          Units.seconds(vm.stealSeconds()),
          Units.whole(vm.exits()),
          Units.whole(vm.interrupts()),
          Units.whole(vm.migrations()),
          refused ? Units.whole(vm.failEntries()) : "",
          nanos(late, latency, latency.p50Nanos()),
          nanos(late, latency, latency.p99Nanos()),
          nanos(late, latency, latency.maxNanos()));
    }
    section(table, result.vms().size());
    lines.add(
        "irqs: interrupts that the guest took"
            + (late ? "; latency: from the cause to the handler" : ""));
  }

  private void monitors() {
    List<VmResult> shown = firstOf(result.vms());
    if (shown.stream().noneMatch(vm -> vm.pmu() != null)) {
      return;
    }
    section(PmuText.times(shown), result.vms().size());
    lines.add("in guest, traps, interrupts: part of the time that the threads of the VM ran");
    String comparison = PmuText.comparison(shown);
    if (!comparison.isEmpty()) {
      lines.add(comparison);
    }
    if (shown.stream().anyMatch(vm -> vm.pmu() != null && !vm.pmu().counts().isEmpty())) {
      lines.add("");
      lines.append(PmuText.counts(shown));
      lines.add("share: part of the rounds in which it was counted; estimate: for all of them");
    }
  }

  /// What guests reported, where the table of what was counted does not say it.
  private void reports() {
    var table = new Table(2, "VM", "reported", "times", "last");
    boolean any = false;
    for (VmResult vm : firstOf(result.vms())) {
      for (VmResult.Report report : vm.pmu() == null ? vm.reports() : List.<VmResult.Report>of()) {
        any = true;
        table.row(
            vm.name(), report.label(), Units.whole(report.reads()), Long.toString(report.last()));
      }
    }
    if (any) {
      section(table, result.vms().size());
    }
  }

  private void pes() {
    boolean late = result.pes().stream().anyMatch(pe -> pe.interruptLatency().count() > 0);
    var table =
        new Table(
            4,
            "CPU",
            hostHeading(),
            "core",
            "busy",
            "",
            "irqs",
            "switches",
            heading(late, "latency p50"),
            heading(late, "p99"),
            heading(late, "max"));
    for (PeResult pe : firstOf(result.pes())) {
      LatencySummary latency = pe.interruptLatency();
      table.row(
          Integer.toString(pe.cpu()),
          hostCell(pe.host()),
          pe.coreType(),
          bar(pe.utilisation()),
          String.format(Locale.ROOT, "%.1f%%", 100 * pe.utilisation()),
          Units.whole(pe.interrupts()),
          Units.whole(pe.switches()),
          nanos(late, latency, latency.p50Nanos()),
          nanos(late, latency, latency.p99Nanos()),
          nanos(late, latency, latency.maxNanos()));
    }
    section(table, result.pes().size());
    lines.add(
        "irqs: interrupts that the host took"
            + (late ? "; latency: from the raising to the host's handler" : ""));
  }

  private void violations() {
    lines.add("");
    if (result.violations().isEmpty()) {
      lines.add("No property was broken.");
      return;
    }
    lines.add(Units.many(result.violations().size(), "violation") + ":");
    for (Violation violation : firstOf(result.violations())) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %s at %.9f s: %s",
              violation.property(),
              violation.at(),
              violation.message()));
    }
    more(result.violations().size());
  }

  private void notes() {
    if (result.notes().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("Notes:");
    result.notes().forEach(note -> lines.add("  " + note));
  }

  private void section(Table table, int rows) {
    if (rows > 0) {
      lines.section(table);
      more(rows);
    }
  }

  private void more(int rows) {
    if (rows > ROWS_MAX) {
      lines.add("... and " + Units.whole(rows - ROWS_MAX) + " more, see --json");
    }
  }

  /// On a single host the column stays empty, and is left out.
  private String hostHeading() {
    return result.hosts() == 1 ? "" : "host";
  }

  private String hostCell(String host) {
    return result.hosts() == 1 ? "" : host;
  }

  private double perSecond(long count) {
    return result.wallSeconds() > 0 ? count / result.wallSeconds() : 0;
  }

  static String ratio(double virtualSeconds, double wallSeconds) {
    return wallSeconds > 0
        ? String.format(Locale.ROOT, "%.2f x real time", virtualSeconds / wallSeconds)
        : "at once";
  }

  private static <T> List<T> firstOf(List<T> rows) {
    return rows.subList(0, Math.min(rows.size(), ROWS_MAX));
  }

  /// A column that would be empty all the way down is left out.
  private static String heading(boolean needed, String heading) {
    return needed ? heading : "";
  }

  private static String nanos(boolean needed, LatencySummary latency, long nanos) {
    if (!needed) {
      return "";
    }
    return latency.count() == 0 ? "-" : Units.nanos(nanos);
  }

  private static String bar(double utilisation) {
    int full = (int) Math.round(Math.clamp(utilisation, 0, 1) * BAR_WIDTH);
    return "#".repeat(full) + ".".repeat(BAR_WIDTH - full);
  }
}
