package io.interlock.cli;

import io.interlock.actors.result.PmuResult;
import io.interlock.actors.result.VmResult;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a summary says of performance monitors.
final class PmuText {
  private PmuText() {}

  /// One row for each VM that has any: which part of the time that its threads ran it was in its
  /// guests, and why not for the rest.
  static Table times(List<VmResult> vms) {
    var table =
        new Table(2, "VM", "PMU", "in guest", "traps", "interrupts", "overflows", "UNDEFINED");
    for (VmResult vm : vms) {
      PmuResult pmu = vm.pmu();
      if (pmu != null) {
        table.row(
            vm.name(),
            pmu.type(),
            percent(vm.guestSeconds(), vm),
            percent(pmu.trapSeconds(), vm),
            percent(pmu.interruptSeconds(), vm),
            Units.whole(pmu.interrupts()),
            Units.whole(pmu.undefinedAccesses()));
      }
    }
    return table;
  }

  /// One row for each label under which guests reported.
  static Table counts(List<VmResult> vms) {
    var table = new Table(2, "VM", "counted", "reads", "total", "share", "estimate");
    for (VmResult vm : vms) {
      PmuResult pmu = vm.pmu();
      if (pmu != null) {
        for (PmuResult.Count count : pmu.counts()) {
          table.row(
              vm.name(),
              count.label(),
              Units.whole(count.reads()),
              Units.whole(count.total()),
              String.format(Locale.ROOT, "%.1f%%", 100 * count.share()),
              Units.whole(count.estimate()));
        }
      }
    }
    return table;
  }

  /// Where one VM has an emulated PMU and one counters of its own: how much less time the first is
  /// in its guests, and how much of that is for traps. Empty elsewhere, and where it is not less.
  static String comparison(List<VmResult> vms) {
    VmResult emulated = only(vms, "emulated");
    VmResult partitioned = only(vms, "partitioned");
    if (emulated == null || partitioned == null) {
      return "";
    }
    PmuResult slow = emulated.pmu();
    PmuResult fast = partitioned.pmu();
    if (slow == null || fast == null) {
      return "";
    }
    double less =
        tenths(
            points(partitioned.guestSeconds(), partitioned)
                - points(emulated.guestSeconds(), emulated));
    if (less < 0) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "%s is in its guests for %.1f points less of its time than %s: traps make %.1f of that,"
            + " interrupts %.1f",
        emulated.name(),
        less,
        partitioned.name(),
        tenths(points(slow.trapSeconds(), emulated) - points(fast.trapSeconds(), partitioned)),
        tenths(
            points(slow.interruptSeconds(), emulated)
                - points(fast.interruptSeconds(), partitioned)));
  }

  private static @Nullable VmResult only(List<VmResult> vms, String type) {
    List<VmResult> found =
        vms.stream().filter(vm -> vm.pmu() != null && vm.pmu().type().equals(type)).toList();
    return found.size() == 1 ? found.getFirst() : null;
  }

  /// Without a zero that is negative.
  private static double tenths(double value) {
    return Math.round(10 * value) / 10.0;
  }

  private static double points(double seconds, VmResult vm) {
    return vm.cpuSeconds() > 0 ? 100 * seconds / vm.cpuSeconds() : 0;
  }

  private static String percent(double seconds, VmResult vm) {
    return String.format(Locale.ROOT, "%.1f%%", points(seconds, vm));
  }
}
