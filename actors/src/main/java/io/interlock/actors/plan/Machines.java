package io.interlock.actors.plan;

import io.interlock.actors.host.GicPlan;
import io.interlock.actors.host.GuestMachine;
import io.interlock.actors.host.PmuPlan;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.scenario.HostSpec;
import io.interlock.actors.scenario.MachineSpec;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.VmSpec;
import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hypervisor.identity.HostIdentity;
import io.interlock.hypervisor.identity.VmFeatures;
import io.interlock.hypervisor.identity.VmIdentity;
import io.interlock.hypervisor.pmu.PmuPartition;
import io.interlock.hypervisor.pmu.uapi.PmuHost;
import io.interlock.hypervisor.spe.GuestIdentification;
import io.interlock.hypervisor.spe.HostSpu;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the VMs of a host find: ID registers, a GIC or none, what becomes of SYSTEM_SUSPEND.
///
/// User space makes its calls of KVM_SET_ONE_REG here already, so that what KVM would refuse is
/// known before anything runs.
final class Machines {
  private final Scenario scenario;
  private final HostSpec host;
  private final HostTopology topology;
  private final HostIdentity identity;
  private final PmuHost monitors;

  Machines(Scenario scenario, HostSpec host, HostTopology topology) {
    this.scenario = scenario;
    this.host = host;
    this.topology = topology;
    identity = HostIdentity.of(topology);
    var partition = new PmuPartition(host.kvm().guestCounters());
    monitors = HostPlan.pmuHost(topology, host.kvm().uapi(), partition);
  }

  /// The machine of a VM whose user space asks for that PMU.
  GuestMachine of(VmSpec vm, PmuPlan pmu) {
    boolean own = pmu.own() && host.kvm().guestCounters() > 0;
    int version = own || pmu.exists() ? monitors.guestVersion().idField() : 0;
    VmIdentity most = VmIdentity.created(identity, new VmFeatures(version, profiling(vm)));
    VmIdentity chosen = most;
    for (Map.Entry<String, Long> field : vm.machine().identity().entrySet()) {
      chosen = changed(vm, chosen, field.getKey(), field.getValue());
    }
    if (own && chosen.monitors() != version) {
      throw scenario.refuse(
          vm.path("id-regs.ID_AA64DFR0_EL1.PMUVer"),
          "a PMU of version %d, with counters of the host's own".formatted(chosen.monitors()),
          version + ", or pmu.type = emulated");
    }
    checkDevices(vm);
    boolean exists = vm.gic().start() != GicPlan.Start.NONE;
    boolean hidden = most.hasGic() && !chosen.hasGic();
    return new GuestMachine(
        exists ? chosen : chosen.withoutGic(), exists && !hidden, suspend(vm.machine().suspend()));
  }

  private int profiling(VmSpec vm) {
    if (vm.spe() == null) {
      return 0;
    }
    List<HostSpu> spus = new ArrayList<>();
    topology
        .spus()
        .forEach(unit -> spus.add(new HostSpu(unit.index(), unit.cpus(), unit.model(), 0)));
    return GuestIdentification.version(spus);
  }

  private VmIdentity changed(VmSpec vm, VmIdentity before, String name, long value) {
    String[] parts = name.split("\\.", 2);
    SysReg register = SysReg.named(parts[0]);
    RegisterField field = register.field(parts[1]);
    VmIdentity.Answer answer = write(before, register, field, value);
    if (answer.result() != 0) {
      throw scenario.refuse(
          vm.path("id-regs." + name),
          "%s is %d, which KVM refuses on host %s".formatted(name, value, topology.name()),
          accepted(before, register, field));
    }
    return answer.identity();
  }

  private static VmIdentity.Answer write(
      VmIdentity before, SysReg register, RegisterField field, long value) {
    return before.write(register, field.with(before.read(register), value), false);
  }

  /// The values that would do, each or with a dash between the first and the last of several.
  private static String accepted(VmIdentity before, SysReg register, RegisterField field) {
    List<String> runs = new ArrayList<>();
    long most = field.get(field.mask());
    for (long first = 0; first <= most; first++) {
      long next = first;
      while (next <= most && write(before, register, field, next).result() == 0) {
        next++;
      }
      if (next > first) {
        runs.add(next == first + 1 ? "" + first : first + " to " + (next - 1));
        first = next;
      }
    }
    return String.join(", ", runs);
  }

  private void checkDevices(VmSpec vm) {
    if (vm.gic().start() == GicPlan.Start.NONE && !vm.gic().devices().isEmpty()) {
      throw scenario.refuse(vm.path("devices"), "devices without a GIC", "none, or gic = set-up");
    }
  }

  private static GuestMachine.Suspend suspend(MachineSpec.Suspend asked) {
    return switch (asked) {
      case NO -> GuestMachine.Suspend.UNKNOWN;
      case HONOUR -> GuestMachine.Suspend.HONOURED;
      case DENY -> GuestMachine.Suspend.DENIED;
    };
  }
}
