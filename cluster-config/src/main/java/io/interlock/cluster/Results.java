package io.interlock.cluster;

import io.interlock.actors.fact.GuestTimes;
import io.interlock.actors.fact.HostEventCounts;
import io.interlock.actors.fact.HostStatistics;
import io.interlock.actors.fact.InterruptStages;
import io.interlock.actors.fact.MonitorCounts;
import io.interlock.actors.fact.SpeStatistics;
import io.interlock.actors.fact.SpeTotals;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.result.InterruptLatency;
import io.interlock.actors.result.LatencySummary;
import io.interlock.actors.result.PeResult;
import io.interlock.actors.result.RunResult;
import io.interlock.actors.result.SpeResult;
import io.interlock.actors.result.VmResult;
import io.interlock.actors.scenario.RunSpec;
import io.interlock.actors.scenario.Scenario;
import io.interlock.hardware.topology.ProcessingElement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;

/// Puts together what came of a run.
final class Results {
  private static final double PICOS_PER_SECOND = 1e12;

  private Results() {}

  static RunResult of(
      Scenario scenario, List<HostPlan> plans, HostRuns runs, boolean interrupted, long wallNanos) {
    RunSpec run = scenario.run();
    long end = run.virtualPicos();
    List<VmResult> vms = new ArrayList<>();
    List<PeResult> pes = new ArrayList<>();
    Set<String> notes = new LinkedHashSet<>();
    for (int host = 0; host < plans.size(); host++) {
      HostPlan plan = plans.get(host);
      HostStatistics statistics = runs.statistics().get(host);
      // Interrupted hosts have come to different times.
      long now = interrupted ? Math.min(runs.nowPicos(host), end) : end;
      plan.vms().forEach(vm -> vms.add(vm(plan, vm, statistics, now)));
      plan.topology().pes().forEach(pe -> pes.add(pe(plan, pe, statistics, now)));
      notes.addAll(plan.topology().notes());
      notes.addAll(statistics.notes());
      ofHost(statistics.profiling().ofHost(), plan.name(), notes);
      notes.addAll(counted(plan, statistics.hostEvents()));
      statistics.profiling().refusals().forEach(refusal -> notes.add("refused: " + refusal));
    }
    return new RunResult(
        scenario.file(),
        hosts(plans),
        run.seed(),
        runs.digest(),
        lower(run.mode()),
        lower(run.granularity()),
        interrupted,
        (interrupted ? Math.min(runs.nowPicos(), end) : end) / PICOS_PER_SECOND,
        wallNanos / 1e9,
        runs.events(),
        plans.size(),
        scenario.vcpuCount(),
        vms,
        pes,
        runs.violations(),
        List.copyOf(notes));
  }

  private static VmResult vm(HostPlan host, VmPlan vm, HostStatistics statistics, long now) {
    HostStatistics.VcpuTotals totals = statistics.totalsOf(vm.vm(), now);
    GuestTimes times = statistics.timesOf(vm.vm(), now);
    return new VmResult(
        vm.name(),
        host.name(),
        vm.vcpus().size(),
        totals.cpuPicos() / PICOS_PER_SECOND,
        totals.stealPicos() / PICOS_PER_SECOND,
        totals.exits(),
        totals.interrupts(),
        totals.migrations(),
        totals.failEntries(),
        summary(statistics.latenciesOf(vm.vm())),
        times.guestPicos() / PICOS_PER_SECOND,
        PmuResults.of(host, vm, statistics.monitorsOf(vm.vm()), times),
        vm.profiling() == null ? null : spe(statistics.profiling().of(vm.vm())),
        stages(vm.vm(), statistics.stages()),
        reports(statistics.monitorsOf(vm.vm())));
  }

  private static List<VmResult.Report> reports(MonitorCounts counts) {
    return counts.reports().entrySet().stream()
        .map(
            one -> new VmResult.Report(one.getKey(), one.getValue().reads(), one.getValue().last()))
        .toList();
  }

  private static List<InterruptLatency> stages(int vm, InterruptStages stages) {
    List<InterruptLatency> kinds = new ArrayList<>();
    for (InterruptStages.Kind kind : InterruptStages.Kind.values()) {
      IntCountsHistogram wire = stages.of(vm, kind, InterruptStages.Stage.WIRE);
      IntCountsHistogram host = stages.of(vm, kind, InterruptStages.Stage.HOST);
      IntCountsHistogram kick = stages.of(vm, kind, InterruptStages.Stage.KICK);
      IntCountsHistogram entry = stages.of(vm, kind, InterruptStages.Stage.ENTRY);
      if (wire != null && host != null && kick != null && entry != null) {
        String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        kinds.add(
            new InterruptLatency(
                name, summary(wire), summary(host), summary(kick), summary(entry)));
      }
    }
    return kinds;
  }

  private static void ofHost(SpeTotals totals, String host, Collection<String> notes) {
    if (!totals.equals(SpeTotals.NONE)) {
      notes.add(
          "%s: perf of the host sampled %d of %d operations: %d records, %d collisions, %d lost"
              .formatted(
                  host,
                  totals.samples(),
                  totals.population(),
                  totals.written(),
                  totals.collisions(),
                  totals.lost()));
    }
  }

  /// As `perf stat -a` would say it.
  private static List<String> counted(HostPlan host, HostEventCounts counts) {
    List<String> lines = new ArrayList<>();
    for (HostEventCounts.Total total : counts.totals()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s: perf of the host counted %s %,d times, and had a counter for it %.1f%% of the time",
              host.name(),
              host.events().get(lines.size()).text(),
              total.count(),
              100 * total.share()));
    }
    return lines;
  }

  private static SpeResult spe(SpeStatistics.VmTotals counted) {
    SpeTotals totals = counted.totals();
    return new SpeResult(
        totals.population(),
        totals.samples(),
        totals.collisions(),
        totals.filtered(),
        totals.discarded(),
        totals.written(),
        totals.lost(),
        totals.bytes(),
        counted.events(),
        counted.blackoutPicos() / PICOS_PER_SECOND);
  }

  private static PeResult pe(
      HostPlan host, ProcessingElement pe, HostStatistics statistics, long now) {
    HostStatistics.PeTotals totals = statistics.peTotals(pe.index(), now);
    return new PeResult(
        host.name(),
        pe.index(),
        pe.coreType().name(),
        now == 0 ? 0 : (double) totals.busyPicos() / now,
        totals.interrupts(),
        totals.switches(),
        summary(statistics.peLatenciesOf(pe.index())));
  }

  private static LatencySummary summary(AbstractHistogram nanos) {
    return nanos.getTotalCount() == 0
        ? LatencySummary.NONE
        : new LatencySummary(
            nanos.getTotalCount(),
            nanos.getValueAtPercentile(50),
            nanos.getValueAtPercentile(99),
            nanos.getMaxValue());
  }

  /// `4 Cortex-A520 + 4 Cortex-A720`; with how many hosts there are of each kind if they differ.
  private static String hosts(List<HostPlan> plans) {
    Map<String, Integer> kinds = new LinkedHashMap<>();
    for (HostPlan plan : plans) {
      String kind =
          plan.topology().cpusByCoreType().entrySet().stream()
              .map(entry -> entry.getValue().size() + " " + entry.getKey().name())
              .collect(Collectors.joining(" + "));
      kinds.merge(kind, 1, Integer::sum);
    }
    return kinds.entrySet().stream()
        .map(kind -> kinds.size() == 1 ? kind.getKey() : kind.getValue() + " x " + kind.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
