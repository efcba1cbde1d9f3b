package io.interlock.cli;

import io.interlock.actors.result.InterruptLatency;
import io.interlock.actors.result.LatencySummary;
import io.interlock.actors.result.VmResult;
import java.util.List;

/// Where the time of interrupts went, for a person to read.
final class StagesText {
  private StagesText() {}

  /// A table with a line for each kind of interrupt of each VM; empty if there were none.
  static String of(List<VmResult> vms) {
    var table = new Table(2, "VM", "interrupt", "count", "wire", "host", "kick", "entry");
    boolean any = false;
    for (VmResult vm : vms) {
      for (InterruptLatency kind : vm.interruptStages()) {
        any = true;
        table.row(
            vm.name(),
            kind.kind(),
            Units.whole(kind.wire().count()),
            cell(kind.wire()),
            cell(kind.host()),
            cell(kind.kick()),
            cell(kind.entry()));
      }
    }
    return any
        ? "\n"
            + table
            + "latency by stage, p50 and p99: signals, KVM, the vCPU's attention, entry\n"
        : "";
  }

  private static String cell(LatencySummary stage) {
    String median = Units.nanos(stage.p50Nanos());
    String late = Units.nanos(stage.p99Nanos());
    return median.equals(late) ? median : median + " " + late;
  }
}
