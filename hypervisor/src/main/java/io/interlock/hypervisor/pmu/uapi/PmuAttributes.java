package io.interlock.hypervisor.pmu.uapi;

import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.uapi.Errno;
import org.jspecify.annotations.Nullable;

/// The attribute group `KVM_ARM_VCPU_PMU_V3_CTRL`: each request is carried out or refused with the
/// first error that applies, in the order of `kvm_arm_pmu_v3_set_attr` and its like. All of it
/// happens under `config_lock`.
public final class PmuAttributes {
  private static final int ALLOW = 0;
  private static final int DENY = 1;

  private final PmuHost host;
  private final VmFacts facts;

  /// The requests of a VM at a moment.
  public PmuAttributes(PmuHost host, VmFacts facts) {
    this.host = host;
    this.facts = facts;
  }

  /// `KVM_SET_DEVICE_ATTR` on a vCPU.
  public Reply set(VmPmu vm, int vcpu, PmuAttribute request) {
    if (!vm.hasPmu()) {
      return Reply.refused(vm, Errno.ENODEV);
    }
    if (vm.vcpus().get(vcpu).created()) {
      return Reply.refused(vm, Errno.EBUSY);
    }
    if (!exists(request.number())) {
      return Reply.refused(vm, Errno.ENXIO);
    }
    return switch (request) {
      case PmuAttribute.Irq(int intid) -> setIrq(vm, vcpu, intid);
      case PmuAttribute.Init _ -> initialise(vm, vcpu);
      case PmuAttribute.Filter(int first, int count, int action) ->
          addFilter(vm, first, count, action);
      case PmuAttribute.SetPmu(int id) -> choosePmu(vm, id);
      case PmuAttribute.SetNrCounters(int count) -> chooseCounters(vm, count);
      case PmuAttribute.EnablePartition _ -> partition(vm);
      case PmuAttribute.Unreadable(int number) -> unreadable(vm, vcpu, number);
    };
  }

  /// `KVM_GET_DEVICE_ATTR` of the interrupt, the only one that can be read: its INTID, or the
  /// negative number of an error.
  public int irq(VmPmu vm, int vcpu) {
    if (!facts.irqchip().inKernel()) {
      return Errno.EINVAL.result();
    }
    if (!vm.hasPmu()) {
      return Errno.ENODEV.result();
    }
    VcpuPmu asked = vm.vcpus().get(vcpu);
    return asked.hasInterrupt() ? asked.intid() : Errno.ENXIO.result();
  }

  /// `KVM_HAS_DEVICE_ATTR`: 0, or the negative number of an error.
  public int has(VmPmu vm, int number) {
    return vm.hasPmu() && exists(number) ? 0 : Errno.ENXIO.result();
  }

  private boolean exists(int number) {
    return switch (number) {
      case PmuAttribute.IRQ, PmuAttribute.INIT, PmuAttribute.FILTER, PmuAttribute.SET_PMU -> true;
      case PmuAttribute.SET_NR_COUNTERS -> host.uapi().hasStrict();
      case PmuAttribute.ENABLE_PARTITION -> host.uapi().hasStrict() || host.partitions();
      default -> false;
    };
  }

  /// INIT has nothing to read.
  private Reply unreadable(VmPmu vm, int vcpu, int number) {
    if (number == PmuAttribute.INIT) {
      return initialise(vm, vcpu);
    }
    boolean asksFirst = number == PmuAttribute.IRQ && !facts.irqchip().inKernel();
    return Reply.refused(vm, asksFirst ? Errno.EINVAL : Errno.EFAULT);
  }

  private Reply setIrq(VmPmu vm, int vcpu, int intid) {
    boolean possible =
        facts.irqchip().inKernel()
            && (IntId.isPpi(intid) || (intid >= IntId.SPI_MIN && intid <= IntId.SPI_MAX))
            && (facts.irqchip() != Irqchip.GIC_V5 || intid == IntId.PMU_OVERFLOW)
            && suitsOthers(vm, intid);
    if (!possible) {
      return Reply.refused(vm, Errno.EINVAL);
    }
    return vm.vcpus().get(vcpu).hasInterrupt()
        ? Reply.refused(vm, Errno.EBUSY)
        : Reply.done(vm.withVcpu(vcpu, new VcpuPmu(intid, false)));
  }

  /// All vCPUs have the same PPI, or each an SPI of its own (`pmu_irq_is_valid`).
  private static boolean suitsOthers(VmPmu vm, int intid) {
    return vm.vcpus().stream()
        .filter(VcpuPmu::hasInterrupt)
        .allMatch(other -> (other.intid() == intid) == IntId.isPpi(intid));
  }

  /// `kvm_arm_pmu_v3_init`.
  private Reply initialise(VmPmu vm, int vcpu) {
    VcpuPmu asked = vm.vcpus().get(vcpu);
    boolean fixed = facts.irqchip() == Irqchip.GIC_V5 && !asked.hasInterrupt();
    int intid = fixed ? IntId.PMU_OVERFLOW : asked.intid();
    Errno error = facts.irqchip().inKernel() ? errorOfInterrupt(intid) : null;
    if (error == null && mustChoose(vm)) {
      error = Errno.ENXIO;
    }
    return error == null
        ? Reply.done(vm.withVcpu(vcpu, new VcpuPmu(intid, true)))
        : Reply.refused(vm, error);
  }

  private @Nullable Errno errorOfInterrupt(int intid) {
    if (!facts.vgicInitialized()) {
      return Errno.ENODEV;
    }
    if (intid == VcpuPmu.UNSET) {
      return Errno.ENXIO;
    }
    return facts.taken().contains(intid) ? Errno.EEXIST : null;
  }

  private boolean mustChoose(VmPmu vm) {
    return host.uapi() == UapiVersion.STRICT_V3 && vm.isStrict() && vm.pmu() == null;
  }

  private Reply addFilter(VmPmu vm, int first, int count, int action) {
    boolean possible =
        first >= 0
            && count >= 0
            && first + count <= host.eventSpace()
            && (action == ALLOW || action == DENY);
    if (!possible) {
      return Reply.refused(vm, Errno.EINVAL);
    }
    if (facts.hasRun()) {
      return Reply.refused(vm, Errno.EBUSY);
    }
    EventFilter.Range range = new EventFilter.Range(first, count, action == ALLOW);
    EventFilter filter = vm.filter();
    return Reply.done(
        vm.withFilter(
            filter == null ? EventFilter.beginning(range, host.eventSpace()) : filter.and(range)));
  }

  /// `kvm_arm_pmu_v3_set_pmu`. In a strict VM it takes a snapshot of the slots.
  private Reply choosePmu(VmPmu vm, int id) {
    HostPmu chosen = host.find(id);
    if (chosen == null) {
      return Reply.refused(vm, Errno.ENXIO);
    }
    boolean filterOfAnother = vm.filter() != null && !chosen.equals(vm.pmu());
    if (facts.hasRun() || filterOfAnother) {
      return Reply.refused(vm, Errno.EBUSY);
    }
    CpuSet cpus = host.intersectsCpus() ? vm.supportedCpus().and(chosen.cpus()) : chosen.cpus();
    VmPmu changed = vm.withPmu(chosen).withSupportedCpus(cpus);
    boolean showsSlots = host.uapi().hasStrict() && vm.isStrict();
    return Reply.done(showsSlots ? changed.withSlots(chosen.model().slots()) : changed);
  }

  private Reply chooseCounters(VmPmu vm, int count) {
    boolean possible = vm.pmu() != null && count >= vm.countersMin() && count <= vm.countersMax();
    return possible ? Reply.done(vm.withCounters(count)) : Reply.refused(vm, Errno.EINVAL);
  }

  private Reply partition(VmPmu vm) {
    HostPmu pmu = vm.pmu();
    if (pmu == null || pmu.guestCountersMax() == 0) {
      return Reply.refused(vm, Errno.EPERM);
    }
    return facts.hasRun() ? Reply.refused(vm, Errno.EBUSY) : Reply.done(vm.withPartition());
  }
}
