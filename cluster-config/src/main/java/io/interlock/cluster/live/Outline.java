package io.interlock.cluster.live;

import io.interlock.cluster.fleet.FleetPlan;
import io.interlock.cluster.fleet.HostKind;
import io.interlock.hardware.topology.CoreClass;
import io.interlock.hardware.topology.CoreType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What does not change while a fleet runs, as JSON has it.
///
/// @param hosts names, by number
/// @param kindOfHost places in `kinds`, by the number of the host
record Outline(
    String scenario,
    long seed,
    String placement,
    double endSeconds,
    int vms,
    int vcpus,
    List<Kind> kinds,
    List<String> hosts,
    List<Integer> kindOfHost) {

  /// Hosts of one kind.
  ///
  /// @param vcpusMax that VMs may have on one of them
  record Kind(String name, String topology, int vcpusMax, List<Cores> cores) {}

  /// The cores of one type on a host.
  ///
  /// @param cluster what such cores are called beside others: `LITTLE`, `big`, `prime`, `server`
  record Cores(String cluster, String type, int cpus) {}

  static Outline of(String scenario, FleetPlan plan) {
    List<HostKind> kinds = plan.hosts().stream().map(FleetPlan.Member::kind).distinct().toList();
    List<Kind> outlines = new ArrayList<>();
    kinds.forEach(kind -> outlines.add(outline(kind)));
    return new Outline(
        scenario,
        plan.run().seed(),
        plan.placement(),
        plan.run().virtualPicos() / 1e12,
        plan.vms().size(),
        plan.vcpuCount(),
        outlines,
        plan.hosts().stream().map(FleetPlan.Member::name).toList(),
        plan.hosts().stream().map(host -> kinds.indexOf(host.kind())).toList());
  }

  private static Kind outline(HostKind kind) {
    List<Cores> cores = new ArrayList<>();
    for (CoreType type : kind.coreTypes()) {
      cores.add(new Cores(word(type.coreClass()), type.name(), kind.cpus(type)));
    }
    return new Kind(kind.name(), kind.plan().topology().name(), kind.vcpusMax(), cores);
  }

  /// As Arm writes it.
  private static String word(CoreClass coreClass) {
    return coreClass == CoreClass.LITTLE ? "LITTLE" : coreClass.name().toLowerCase(Locale.ROOT);
  }
}
