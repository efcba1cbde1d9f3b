package io.interlock.actors.plan;

import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.GicPlan;
import io.interlock.actors.host.GuestMachine;
import io.interlock.actors.host.PmuPlan;
import io.interlock.actors.host.VmDevice;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.plan.Granularity;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.scenario.GuestSpec;
import io.interlock.actors.scenario.HostSpec;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.Topologies;
import io.interlock.actors.scenario.VmSpec;
import io.interlock.hardware.cost.CostTable;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hardware.topology.InterruptController;
import io.interlock.hardware.topology.ProcessingElement;
import io.interlock.hypervisor.guest.GuestCode;
import io.interlock.hypervisor.pmu.PmuPartition;
import io.interlock.hypervisor.program.KvmPrograms;
import io.interlock.hypervisor.program.SwitchProgram;
import io.interlock.hypervisor.sched.HostAction;
import io.interlock.hypervisor.sched.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes the plans of all hosts of a scenario: reads topologies, checks what only they can tell,
/// compiles guests.
///
/// Hosts and VMs of one kind share what does not change, so a thousand hosts cost little more than
/// one.
public final class Planner {
  /// With GICv2, KVM has no room for more in its distributor's target registers.
  private static final int GICV2_VCPUS_MAX = 8;

  private final Scenario scenario;
  private final Map<String, GuestCode> guests = new HashMap<>();

  private Planner(Scenario scenario) {
    this.scenario = scenario;
  }

  /// One plan a host, in the order of the scenario.
  ///
  /// @throws io.interlock.actors.scenario.ScenarioException when a host or a guest cannot be made
  public static List<HostPlan> plan(Scenario scenario) {
    return new Planner(scenario).plans();
  }

  private List<HostPlan> plans() {
    List<HostPlan> plans = new ArrayList<>();
    Topologies.of(scenario).forEach((host, topology) -> plans.addAll(plans(host, topology)));
    return plans;
  }

  private List<HostPlan> plans(HostSpec spec, HostTopology asDescribed) {
    HostTopology topology = Profiling.topology(scenario, spec, asDescribed);
    boolean vhe = topology.pes().stream().allMatch(pe -> pe.coreType().architecture().hasVhe());
    var partition = new PmuPartition(spec.kvm().guestCounters());
    SwitchProgram program =
        new Programs(scenario, spec)
            .added(
                vhe ? KvmPrograms.vhe() : KvmPrograms.nvhe(), Profiling.isWanted(scenario, spec));
    Profiling.check(scenario, spec, topology, vhe);
    checkCounters(spec, topology, vhe);
    var monitors = new Monitors(scenario, spec, topology, partition);
    var machines = new Machines(scenario, spec, topology);
    List<CostTable> costs = costs(spec, topology);
    List<VmPlan> vms = vms(spec, topology, monitors, machines);
    List<HostAction> actions = new Actions(scenario, spec).inOrder(topology, vms);
    List<HostPlan> plans = new ArrayList<>();
    for (int i = 0; i < spec.count(); i++) {
      plans.add(
          new HostPlan(
              spec.instanceName(i),
              topology,
              costs,
              new SystemCounter(topology.timer().counterHz()),
              program,
              granularity(),
              partition,
              spec.kvm().sessions(),
              spec.events(),
              Profiling.ofHost(spec),
              actions,
              vms));
    }
    return plans;
  }

  private Granularity granularity() {
    return switch (scenario.run().granularity()) {
      case STEP -> Granularity.STEP;
      case PROGRAM -> Granularity.PROGRAM;
      case BLOCK -> Granularity.BLOCK;
    };
  }

  /// Counters are divided at EL2, where the driver runs only on a VHE host.
  private void checkCounters(HostSpec spec, HostTopology topology, boolean vhe) {
    int wanted = spec.kvm().guestCounters();
    int least =
        topology.pes().stream().mapToInt(pe -> pe.coreType().eventCounters()).min().orElse(0);
    if (wanted > 0 && (!vhe || wanted > least)) {
      throw scenario.refuse(
          spec.path("kvm.guest-counters"),
          wanted + " counters for guests on host " + topology.name(),
          vhe ? "0 to " + least + ", which all of its cores have" : "0: its cores have no VHE");
    }
  }

  private static List<CostTable> costs(HostSpec spec, HostTopology topology) {
    List<CostTable> costs = new ArrayList<>();
    for (ProcessingElement pe : topology.pes()) {
      CostTable table = CostTable.forCore(pe.coreType());
      for (Map.Entry<String, Long> change : new java.util.TreeMap<>(spec.costPicos()).entrySet()) {
        table = table.withOverride(change.getKey(), change.getValue());
      }
      costs.add(table);
    }
    return costs;
  }

  private List<VmPlan> vms(
      HostSpec host, HostTopology topology, Monitors monitors, Machines machines) {
    List<VmPlan> plans = new ArrayList<>();
    int thread = 0;
    for (VmSpec vm : scenario.vmsOn(host)) {
      checkGic(vm, topology);
      PmuPlan pmu = monitors.of(vm);
      GuestMachine machine = machines.of(vm, pmu);
      for (int i = 0; i < vm.count(); i++) {
        plans.add(vm(vm, plans.size(), vm.instanceName(i), thread, topology, pmu).with(machine));
        thread += vm.vcpus();
      }
    }
    return plans;
  }

  private void checkGic(VmSpec vm, HostTopology topology) {
    if (topology.gic().version() == InterruptController.Version.GICV2
        && vm.vcpus() > GICV2_VCPUS_MAX) {
      throw scenario.refuse(
          vm.path("vcpus"),
          vm.vcpus() + " vCPUs on host " + topology.name() + ", which has a GICv2",
          "1 to " + GICV2_VCPUS_MAX);
    }
  }

  /// Compiled once for all VMs of a kind.
  private GuestCode code(VmSpec spec, int vcpu) {
    boolean secondary = vcpu > 0 && spec.guest().secondaries() != null;
    return guests.computeIfAbsent(
        spec.name() + (secondary ? "/secondaries" : ""),
        _ -> spec.guest().programOf(vcpu).compile());
  }

  private VmPlan vm(
      VmSpec spec, int number, String name, int thread, HostTopology topology, PmuPlan pmu) {
    CpuSet cpus = topology.cpus();
    List<VmPlan.VcpuPlan> vcpus = new ArrayList<>();
    for (int index = 0; index < spec.vcpus(); index++) {
      vcpus.add(
          new VmPlan.VcpuPlan(
              new VcpuId(thread + index, number, name, index),
              spec.affinityOf(index, cpus),
              Weight.ofNice(spec.nice()),
              code(spec, index),
              null,
              index > 0 && spec.guest().start() == GuestSpec.Start.FIRST));
    }
    boolean repins = spec.onFailEntry() == VmSpec.OnFailEntry.RE_PIN;
    CpuSet supported = spec.supportedCpus().isEmpty() ? cpus : spec.supportedCpus();
    Map<SysReg, Long> registers = new HashMap<>();
    spec.registers().forEach((register, value) -> registers.put(SysReg.named(register), value));
    return new VmPlan(
        number,
        name,
        supported,
        repins,
        registers,
        pmu,
        Profiling.ofVm(spec),
        vcpus,
        gic(spec),
        GuestMachine.USUAL);
  }

  private static GicPlan gic(VmSpec spec) {
    return new GicPlan(
        spec.gic().start(),
        spec.gic().devices().stream()
            .map(
                device ->
                    new VmDevice(
                        device.intid(),
                        device.periodPicos(),
                        device.target(),
                        device.times(),
                        device.trigger()))
            .toList());
  }
}
