package io.interlock.cluster.fleet;

import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.host.plan.HostSettings;
import io.interlock.actors.host.vm.Mobility;
import io.interlock.actors.scenario.ScenarioException;
import io.interlock.hardware.topology.CoreType;
import io.interlock.hardware.topology.ProcessingElement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One kind of host of a fleet, and which VMs it can have.
///
/// @param plan of one such host, with one VM of each kind that it can have
/// @param settings of the plan
/// @param memoryBytes that its VMs may reserve
/// @param vcpusMax that its VMs may have
/// @param refusals why it cannot have VMs of a kind, by the name of the kind
public record HostKind(
    String name,
    HostPlan plan,
    HostSettings settings,
    long memoryBytes,
    int vcpusMax,
    Map<String, ScenarioException> refusals) {

  /// The plan of a VM of this kind on such a host.
  VmPlan template(String vmKind) {
    return plan.vms().stream().filter(vm -> vm.name().equals(vmKind)).findFirst().orElseThrow();
  }

  /// Why it cannot have VMs of a kind; null where it can.
  @Nullable String refusal(String vmKind) {
    ScenarioException refusal = refusals.get(vmKind);
    return refusal == null ? null : String.valueOf(refusal.getMessage());
  }

  /// What its CPUs can do together, one of the fastest counting 1024.
  long capacity() {
    return plan.topology().pes().stream().mapToLong(ProcessingElement::capacity).sum();
  }

  /// The types of its cores, in the order of its CPUs.
  public List<CoreType> coreTypes() {
    return plan.topology().pes().stream().map(ProcessingElement::coreType).distinct().toList();
  }

  /// How many of its CPUs are of this type.
  public int cpus(CoreType type) {
    return (int) plan.topology().pes().stream().filter(pe -> pe.coreType().equals(type)).count();
  }

  int cpus() {
    return plan.topology().pes().size();
  }

  /// How many of its CPUs have SPE.
  int profiledCpus() {
    return plan.topology().spus().stream().mapToInt(unit -> unit.cpus().size()).sum();
  }

  /// Why a VM of this kind that has begun here cannot go on on a host of another kind; null if it
  /// can.
  @Nullable String obstacle(String vmKind, HostKind to) {
    ScenarioException refusal = to.refusals.get(vmKind);
    if (refusal != null) {
      // Not where: on another node the scenario is in another file.
      return refusal.complaint();
    }
    return Mobility.obstacle(plan, template(vmKind), to.plan, to.template(vmKind));
  }
}
