package io.interlock.cluster.fleet;

import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.VcpuState;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.scenario.FleetScenario;
import io.interlock.actors.scenario.FleetSpec;
import io.interlock.actors.scenario.HostSpec;
import io.interlock.actors.scenario.RunSpec;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.ScenarioException;
import io.interlock.actors.scenario.VmSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Everything about a fleet that is decided before it starts.
///
/// @param hosts by number
/// @param vms by number
public record FleetPlan(RunSpec run, FleetSpec spec, List<Member> hosts, List<Guest> vms) {
  /// Keeps copies of the lists.
  public FleetPlan {
    hosts = List.copyOf(hosts);
    vms = List.copyOf(vms);
  }

  /// One host.
  public record Member(String name, HostKind kind) {}

  /// One VM.
  ///
  /// @param kind its name in the scenario
  public record Guest(
      String name, String kind, int vcpus, boolean profiled, FleetSpec.Guest needs) {}

  /// The plan of a fleet.
  ///
  /// @throws ScenarioException when a host or a guest cannot be made, or no host can have a VM
  public static FleetPlan of(FleetScenario fleet) {
    Scenario scenario = fleet.scenario();
    List<Member> hosts = new ArrayList<>();
    List<HostKind> kinds = new ArrayList<>();
    for (HostSpec host : scenario.hosts()) {
      HostKind kind = kind(fleet, host);
      kinds.add(kind);
      for (int i = 0; i < host.count(); i++) {
        hosts.add(new Member(host.instanceName(i), kind));
      }
    }
    List<Guest> vms = new ArrayList<>();
    for (VmSpec vm : scenario.vms()) {
      checkFits(vm, kinds);
      FleetSpec.Guest needs = Objects.requireNonNull(fleet.fleet().guests().get(vm.name()));
      for (int i = 0; i < vm.count(); i++) {
        vms.add(new Guest(vm.instanceName(i), vm.name(), vm.vcpus(), vm.spe() != null, needs));
      }
    }
    return new FleetPlan(scenario.run(), fleet.fleet(), hosts, vms);
  }

  private static HostKind kind(FleetScenario fleet, HostSpec host) {
    Scenario scenario = fleet.scenario();
    Map<String, ScenarioException> refusals = new HashMap<>();
    List<VmSpec> fit = new ArrayList<>();
    HostPlan plan = planned(scenario, host, List.of());
    for (VmSpec vm : scenario.vms()) {
      if (!vm.hosts().contains(host.name())) {
        refusals.put(
            vm.name(),
            scenario.refuse(
                vm.path("hosts"), "no hosts " + host.name(), String.join(", ", vm.hosts())));
        continue;
      }
      try {
        HostPlan _ = planned(scenario, host, List.of(vm));
        fit.add(vm);
      } catch (ScenarioException refusal) {
        refusals.put(vm.name(), refusal);
      }
    }
    HostPlan all = fit.isEmpty() ? plan : planned(scenario, host, fit);
    int vcpusMax = fleet.fleet().vcpusPerCpu() * all.topology().pes().size();
    long memory = Objects.requireNonNull(fleet.fleet().hostMemory().get(host.name()));
    return new HostKind(host.name(), all, all.settings(), memory, vcpusMax, Map.copyOf(refusals));
  }

  /// A host of this kind with one VM of each of these kinds.
  private static HostPlan planned(Scenario scenario, HostSpec host, List<VmSpec> vms) {
    List<VmSpec> single = vms.stream().map(vm -> vm.single(host.name())).toList();
    return Planner.plan(
            new Scenario(
                scenario.file(), scenario.run(), List.of(host.single()), single, scenario.places()))
        .getFirst();
  }

  private static void checkFits(VmSpec vm, List<HostKind> kinds) {
    if (kinds.stream().allMatch(kind -> kind.refusals().containsKey(vm.name()))) {
      // Of the hosts that the scenario names for it, rather than of one that it leaves out.
      throw kinds.stream()
          .filter(kind -> vm.hosts().contains(kind.name()))
          .map(kind -> kind.refusals().get(vm.name()))
          .findFirst()
          .orElseThrow();
    }
  }

  /// The policy by which VMs are placed, as a scenario writes it.
  public String placement() {
    return spec.placement().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// How many vCPUs all VMs have together.
  public int vcpuCount() {
    return vms.stream().mapToInt(Guest::vcpus).sum();
  }

  /// The plan of a VM as it is ordered on a host.
  VmPlan vm(int host, HostOrder.Order.Start order) {
    Guest guest = vms.get(order.vm());
    VmPlan template = hosts.get(host).kind().template(guest.kind());
    List<VmPlan.VcpuPlan> vcpus = new ArrayList<>();
    for (VmPlan.VcpuPlan vcpu : template.vcpus()) {
      int index = vcpu.id().index();
      List<VcpuState> states = order.restored().vcpus();
      @Nullable VcpuState restored = states.isEmpty() ? null : states.get(index);
      vcpus.add(
          new VmPlan.VcpuPlan(
              new VcpuId(order.thread() + index, order.number(), guest.name(), index),
              vcpu.affinity(),
              vcpu.weight(),
              vcpu.code(),
              restored,
              vcpu.startsOff()));
    }
    return new VmPlan(
        order.number(),
        guest.name(),
        template.supported(),
        template.repins(),
        template.registers(),
        template.pmu(),
        template.profiling(),
        vcpus,
        template.gic().moved(order.restored().shared()),
        template.machine().moved(order.restored().identity()));
  }
}
