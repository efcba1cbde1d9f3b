package io.interlock.actors.host.vm;

import io.interlock.actors.host.PmuPlan;
import io.interlock.hardware.pmu.CommonEvents;
import io.interlock.hardware.pmu.PmuFeature;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.pmu.emulated.GuestMonitors;
import io.interlock.hypervisor.pmu.emulated.GuestPmu;
import io.interlock.hypervisor.pmu.uapi.HostPmu;
import io.interlock.hypervisor.pmu.uapi.OwnCounters;
import io.interlock.hypervisor.pmu.uapi.PmuAttributes;
import io.interlock.hypervisor.pmu.uapi.PmuIdentity;
import io.interlock.hypervisor.pmu.uapi.PmuLifecycle;
import io.interlock.hypervisor.pmu.uapi.Reply;
import io.interlock.hypervisor.pmu.uapi.VmFacts;
import io.interlock.hypervisor.pmu.uapi.VmPmu;
import io.interlock.hypervisor.uapi.Errno;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What KVM keeps of the PMU of a VM while user space makes it.
///
/// @param settled what has been agreed on
/// @param byUser registers that user space has written, of each vCPU
/// @param version that the VM's ID registers tell at most, 0 for none
record VmMonitors(PmuPlan plan, VmPmu settled, List<Map<SysReg, Long>> byUser, int version) {
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final SysReg MACHINE = SysReg.named("PMMIR_EL1");

  /// What a request did: what is kept now, and 0 or the negative number of an error.
  record Answer(VmMonitors kept, int result) {}

  VmMonitors {
    byUser = List.copyOf(byUser);
  }

  /// Of a VM without vCPUs.
  ///
  /// @param version of the PMU that its ID registers tell, `ID_AA64DFR0_EL1.PMUVer`
  static VmMonitors created(PmuPlan plan, int vcpus, int version) {
    List<Map<SysReg, Long>> none = new ArrayList<>();
    for (int i = 0; i < vcpus; i++) {
      none.add(Map.of());
    }
    return new VmMonitors(plan, VmPmu.created(plan.host(), vcpus), none, version);
  }

  /// `KVM_ARM_VCPU_INIT` of one more vCPU.
  Answer initialise() {
    return answer(PmuLifecycle.initialise(plan.host(), settled, plan.features(), plan.initCpu()));
  }

  Answer request(PmuPlan.Request request, VmFacts facts) {
    return switch (request) {
      case PmuPlan.Request.SetAttribute(int vcpu, var attribute) ->
          answer(new PmuAttributes(plan.host(), facts).set(settled, vcpu, attribute));
      case PmuPlan.Request.SetRegister(int vcpu, SysReg register, long value) ->
          setRegister(vcpu, register, value, facts.hasRun());
    };
  }

  private Answer setRegister(int vcpu, SysReg register, long value, boolean hasRun) {
    if (!settled.hasPmu()) {
      return new Answer(this, Errno.ENOENT.result());
    }
    PmuIdentity identity = new PmuIdentity(plan.host(), hasRun);
    if (register == MACHINE) {
      return answer(identity.setMachine(settled, value));
    }
    VmPmu changed = register == CONTROL ? identity.setControl(settled, value) : settled;
    Map<SysReg, Long> values = new LinkedHashMap<>(byUser.get(vcpu));
    values.put(register, value);
    List<Map<SysReg, Long>> all = new ArrayList<>(byUser);
    all.set(vcpu, Collections.unmodifiableMap(values));
    return new Answer(new VmMonitors(plan, changed, all, version), 0);
  }

  /// The first run of a vCPU: 0, or the negative number of the error with which it fails.
  int firstRun(VmFacts facts, int vcpu) {
    return PmuLifecycle.firstRun(plan.host(), settled, facts, vcpu);
  }

  /// Where the choice of the PMU lets vCPUs run.
  CpuSet supported(CpuSet cpus) {
    return settled.hasPmu() ? cpus.and(settled.supportedCpus()) : cpus;
  }

  /// The emulated PMU of a vCPU that is about to run; null if it has none. One that its ID
  /// registers do not tell of, the guest does not find; in Linux 6.12 it would.
  @Nullable GuestMonitors monitorsOf(int vcpu) {
    HostPmu pmu = settled.pmu();
    PmuVersion told = PmuVersion.atMost(version);
    if (!settled.hasPmu() || pmu == null || settled.partitioned() || told == null) {
      return null;
    }
    PmuVersion most = plan.host().guestVersion();
    GuestPmu guest =
        new GuestPmu(
            pmu.id(),
            settled.vcpus().get(vcpu).intid(),
            most.isAtLeast(told) ? told : most,
            settled.counters(),
            events(pmu),
            settled.slots(),
            settled.filter(),
            pmu.model().has(PmuFeature.AARCH32));
    return GuestMonitors.reset(guest, byUser.get(vcpu));
  }

  /// What is settled of a vCPU that has counters of its own; null if it has none.
  @Nullable OwnCounters countersOf(int vcpu) {
    HostPmu pmu = settled.pmu();
    return pmu == null || !settled.partitioned()
        ? null
        : new OwnCounters(
            settled.vcpus().get(vcpu).intid(),
            settled.counters(),
            PmuIdentity.machine(settled),
            events(pmu),
            settled.filter(),
            byUser.get(vcpu));
  }

  private CommonEvents events(HostPmu pmu) {
    return new PmuIdentity(plan.host(), false).events(settled, pmu.model().events());
  }

  private Answer answer(Reply reply) {
    return new Answer(new VmMonitors(plan, reply.vm(), byUser, version), reply.result());
  }
}
