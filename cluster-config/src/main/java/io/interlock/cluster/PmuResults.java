package io.interlock.cluster;

import io.interlock.actors.fact.GuestTimes;
import io.interlock.actors.fact.MonitorCounts;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.result.PmuResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts together what the performance monitors of a VM did.
final class PmuResults {
  private static final double PICOS_PER_SECOND = 1e12;

  private PmuResults() {}

  /// Null for a VM that has none and wanted none.
  static @Nullable PmuResult of(HostPlan host, VmPlan vm, MonitorCounts counts, GuestTimes times) {
    String type = type(host, vm);
    if (type.equals("none") && counts.undefinedAccesses() == 0) {
      return null;
    }
    return new PmuResult(
        type,
        counts.interrupts(),
        counts.undefinedAccesses(),
        times.trapPicos() / PICOS_PER_SECOND,
        times.interruptPicos() / PICOS_PER_SECOND,
        reports(counts));
  }

  private static String type(HostPlan host, VmPlan vm) {
    if (vm.pmu().emulates()) {
      return "emulated";
    }
    return host.partition().exists() && vm.pmu().own() ? "partitioned" : "none";
  }

  private static List<PmuResult.Count> reports(MonitorCounts counts) {
    long rounds =
        counts.reports().values().stream().mapToLong(MonitorCounts.Report::reads).max().orElse(1);
    return counts.reports().entrySet().stream()
        .map(entry -> count(entry.getKey(), entry.getValue(), rounds))
        .toList();
  }

  private static PmuResult.Count count(String label, MonitorCounts.Report report, long rounds) {
    double share = (double) report.reads() / rounds;
    long estimate = share == 1 ? report.total() : Math.round(report.total() / share);
    return new PmuResult.Count(label, report.reads(), report.total(), share, estimate);
  }
}
