package io.interlock.cluster.fleet;

import io.interlock.actors.scenario.FleetScenario;
import io.interlock.actors.scenario.HostSpec;
import io.interlock.actors.scenario.VmSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a fleet is, for those who want to know before it runs.
///
/// @param valid whether it can run; what cannot throws
/// @param hosts number of hosts
/// @param vms number of VMs that will come
/// @param vcpus number of their vCPUs
/// @param kinds of hosts, with what they can have
/// @param notes what its author may not have meant
public record FleetOutline(
    String scenario,
    boolean valid,
    int hosts,
    int vms,
    int vcpus,
    List<Kind> kinds,
    List<String> notes) {
  /// Keeps copies of the lists.
  public FleetOutline {
    kinds = List.copyOf(kinds);
    notes = List.copyOf(notes);
  }

  /// One kind of host.
  ///
  /// @param vms kinds of VMs that it can have
  /// @param refused kinds that it cannot have, each with the reason
  public record Kind(
      String name, int count, String topology, int cpus, List<String> vms, List<String> refused) {}

  /// The outline of a fleet.
  ///
  /// @throws io.interlock.actors.scenario.ScenarioException when hosts or guests cannot be made
  public static FleetOutline of(FleetScenario scenario) {
    FleetPlan plan = FleetPlan.of(scenario);
    Map<String, HostKind> kinds = new LinkedHashMap<>();
    plan.hosts().forEach(host -> kinds.put(host.kind().name(), host.kind()));
    List<Kind> outlines = new ArrayList<>();
    for (HostSpec host : scenario.scenario().hosts()) {
      HostKind kind = kinds.get(host.name());
      if (kind != null) {
        outlines.add(outline(scenario, host, kind));
      }
    }
    return new FleetOutline(
        scenario.scenario().file(),
        true,
        plan.hosts().size(),
        plan.vms().size(),
        plan.vcpuCount(),
        outlines,
        notes(plan));
  }

  private static List<String> notes(FleetPlan plan) {
    return plan.spec().events().stream()
        .filter(event -> event.isTooLate(plan.run()))
        .map(event -> event.place() + ": " + event.missed())
        .toList();
  }

  private static Kind outline(FleetScenario scenario, HostSpec host, HostKind kind) {
    List<String> fit = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (VmSpec vm : scenario.scenario().vms()) {
      String refusal = kind.refusal(vm.name());
      if (refusal == null) {
        fit.add(vm.name());
      } else {
        refused.add(vm.name() + ": " + refusal);
      }
    }
    return new Kind(
        host.name(), host.count(), kind.plan().topology().name(), kind.cpus(), fit, refused);
  }
}
