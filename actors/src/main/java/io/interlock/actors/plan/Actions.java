package io.interlock.actors.plan;

import io.interlock.actors.host.GicPlan;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.scenario.HostSpec;
import io.interlock.actors.scenario.Scenario;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hypervisor.sched.HostAction;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a scenario does to a host while it runs, once it is known what there is.
final class Actions {
  private static final String KEY = "actions";

  private final Scenario scenario;
  private final HostSpec host;

  Actions(Scenario scenario, HostSpec host) {
    this.scenario = scenario;
    this.host = host;
  }

  /// All of them in the order of time; those of one time in the order of the file.
  List<HostAction> inOrder(HostTopology topology, List<VmPlan> vms) {
    for (HostAction action : host.actions()) {
      CpuSet outside = action.cpus().minus(topology.cpus());
      if (!outside.isEmpty()) {
        throw scenario.refuse(
            host.path(KEY),
            "CPU %s is outside host %s".formatted(outside, topology.name()),
            "CPUs " + topology.cpus());
      }
      String vm = vmOf(action);
      if (vm != null && vms.stream().noneMatch(each -> each.name().equals(vm))) {
        throw scenario.refuse(
            host.path(KEY), "no VM %s on host %s".formatted(vm, topology.name()), "its VMs");
      }
      switch (action) {
        case HostAction.Pin pin -> checkVcpu(topology, vms, pin.vm(), pin.vcpu());
        case HostAction.ToVcpu deed -> checkVcpu(topology, vms, deed.vm(), deed.vcpu());
        case HostAction.Call call -> checkGic(vms, call.vm());
        default -> {}
      }
    }
    return host.actions().stream().sorted(Comparator.comparingLong(HostAction::atPicos)).toList();
  }

  /// The VM to which something is done as a whole, or null.
  private static @Nullable String vmOf(HostAction action) {
    return switch (action) {
      case HostAction.Discard(_, String vm) -> vm;
      case HostAction.Hold(_, String vm, _) -> vm;
      case HostAction.Stand(_, String vm, _) -> vm;
      case HostAction.Call(_, String vm, _, _) -> vm;
      default -> null;
    };
  }

  private void checkGic(List<VmPlan> vms, String name) {
    boolean none =
        vms.stream()
            .anyMatch(vm -> vm.name().equals(name) && vm.gic().start() == GicPlan.Start.NONE);
    if (none) {
      throw scenario.refuse(
          host.path(KEY), "VM %s has no GIC to make calls about".formatted(name), "VMs with one");
    }
  }

  private void checkVcpu(HostTopology topology, List<VmPlan> vms, String name, int vcpu) {
    if (vms.stream().noneMatch(vm -> vm.name().equals(name) && vcpu < vm.vcpus().size())) {
      throw scenario.refuse(
          host.path(KEY),
          "no vCPU %s.%d on host %s".formatted(name, vcpu, topology.name()),
          "vCPUs of its VMs, as in NAME.0");
    }
  }
}
