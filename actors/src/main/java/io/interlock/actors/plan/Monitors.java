package io.interlock.actors.plan;

import io.interlock.actors.host.PerfDrivers;
import io.interlock.actors.host.PmuPlan;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.scenario.HostSpec;
import io.interlock.actors.scenario.PmuSpec;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.VmSpec;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.text.Nearest;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hypervisor.pmu.PmuPartition;
import io.interlock.hypervisor.pmu.uapi.EventFilter;
import io.interlock.hypervisor.pmu.uapi.PmuAttribute;
import io.interlock.hypervisor.pmu.uapi.PmuFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// What user space asks of KVM for the PMUs of its VMs.
///
/// Only what no host could understand is refused here; what KVM refuses, the run shows.
final class Monitors {
  private static final int ALLOW = 0;
  private static final int DENY = 1;

  private final Scenario scenario;
  private final HostSpec host;
  private final HostTopology topology;
  private final PmuPartition partition;

  Monitors(Scenario scenario, HostSpec host, HostTopology topology, PmuPartition partition) {
    this.scenario = scenario;
    this.host = host;
    this.topology = topology;
    this.partition = partition;
  }

  /// The requests for one VM; none where nothing is asked of its PMU.
  PmuPlan of(VmSpec vm) {
    PmuSpec asked = vm.pmu();
    checkType(vm, asked.type());
    boolean own = asked.type() == PmuSpec.Type.PARTITIONED;
    if (!own && asked.type() != PmuSpec.Type.EMULATED) {
      return asked.type() == PmuSpec.Type.HOST ? PmuPlan.OF_HOST : PmuPlan.NONE;
    }
    int initCpu =
        asked.initCpu() == PmuSpec.FIRST_ALLOWED
            ? vm.affinityOf(0, topology.cpus()).first()
            : asked.initCpu();
    if (!topology.cpus().contains(initCpu)) {
      throw scenario.refuse(
          vm.path("pmu.init-cpu"),
          "CPU " + initCpu + " is outside host " + host.name(),
          "CPUs " + topology.cpus());
    }
    return new PmuPlan(
        HostPlan.pmuHost(topology, host.kvm().uapi(), partition),
        asked.strict() ? PmuFeatures.STRICT : PmuFeatures.PMU_V3,
        own,
        initCpu,
        requests(vm, asked));
  }

  private void checkType(VmSpec vm, PmuSpec.Type type) {
    if (type == PmuSpec.Type.PARTITIONED && !partition.exists()) {
      throw scenario.refuse(
          vm.path("pmu.type"),
          "host %s leaves no counters to guests".formatted(host.name()),
          "host, none, emulated");
    }
  }

  /// In the order in which user space has to ask: the PMU before the number of its counters, and
  /// all before the initialisation.
  private List<PmuPlan.Request> requests(VmSpec vm, PmuSpec asked) {
    List<PmuPlan.Request> all = new ArrayList<>();
    if (!asked.device().isEmpty()) {
      all.add(ofFirst(new PmuAttribute.SetPmu(number(vm, asked.device()))));
    }
    if (asked.type() == PmuSpec.Type.PARTITIONED) {
      all.add(ofFirst(new PmuAttribute.EnablePartition()));
    }
    if (asked.counters() != PmuSpec.UNSET) {
      all.add(ofFirst(new PmuAttribute.SetNrCounters(asked.counters())));
    }
    for (EventFilter.Range range : asked.filter()) {
      int action = range.allows() ? ALLOW : DENY;
      all.add(ofFirst(new PmuAttribute.Filter(range.first(), range.count(), action)));
    }
    for (int vcpu = 0; vcpu < vm.vcpus(); vcpu++) {
      all.add(new PmuPlan.Request.SetAttribute(vcpu, new PmuAttribute.Irq(asked.intidOf(vcpu))));
      all.add(new PmuPlan.Request.SetAttribute(vcpu, new PmuAttribute.Init()));
      int each = vcpu;
      new TreeMap<>(vm.registers())
          .forEach(
              (name, value) -> {
                SysReg register = SysReg.named(name);
                if (Pmu.contains(register)) {
                  all.add(new PmuPlan.Request.SetRegister(each, register, value));
                }
              });
    }
    return all;
  }

  private static PmuPlan.Request ofFirst(PmuAttribute attribute) {
    return new PmuPlan.Request.SetAttribute(0, attribute);
  }

  /// A number stays, so that KVM can be asked for what does not exist.
  private int number(VmSpec vm, String device) {
    if (device.matches("\\d{1,9}")) {
      return Integer.parseInt(device);
    }
    List<String> names = topology.pmus().stream().map(PerfDrivers::nameOf).toList();
    return topology.pmus().stream()
        .filter(unit -> PerfDrivers.nameOf(unit).equals(device))
        .map(PerfDrivers::typeOf)
        .findFirst()
        .orElseThrow(
            () ->
                scenario.refuse(
                    vm.path("pmu.device"),
                    "host %s has no PMU \"%s\"%s"
                        .formatted(host.name(), device, Nearest.hint(device, names)),
                    String.join(", ", names) + ", or a number"));
  }
}
