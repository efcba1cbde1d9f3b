package io.interlock.actors.host;

import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.pmu.uapi.HostPmu;
import io.interlock.hypervisor.pmu.uapi.PmuAttribute;
import io.interlock.hypervisor.pmu.uapi.PmuFeatures;
import io.interlock.hypervisor.pmu.uapi.PmuHost;
import io.interlock.hypervisor.pmu.uapi.UapiVersion;
import java.util.List;

/// What user space asks of KVM for the PMU of a VM, and what KVM knows of the host that it asks.
///
/// @param features of each vCPU
/// @param own whether the guest has counters of its own, on a host that leaves some to guests
/// @param initCpu the CPU on which user space calls KVM_ARM_VCPU_INIT
/// @param requests in order, after all vCPUs are there
public record PmuPlan(
    PmuHost host, PmuFeatures features, boolean own, int initCpu, List<Request> requests) {
  /// No PMU.
  public static final PmuPlan NONE = unasked(false);

  /// Nothing is asked: counters of its own where the host leaves some to guests, else no PMU.
  public static final PmuPlan OF_HOST = unasked(true);

  /// Keeps a copy of the list.
  public PmuPlan {
    requests = List.copyOf(requests);
  }

  /// Whether the VM is to have a PMU.
  public boolean exists() {
    return features.pmuV3();
  }

  /// Whether it is to be one whose counters are perf events.
  public boolean emulates() {
    return exists() && !own;
  }

  /// The SPI that user space asks for as the overflow interrupt of a vCPU, [IntId#NONE] if it does
  /// not.
  int spiOf(int vcpu) {
    int spi = IntId.NONE;
    for (Request request : requests) {
      if (request instanceof Request.SetAttribute(int of, PmuAttribute.Irq(int intid))
          && of == vcpu
          && IntId.isSpi(intid)) {
        spi = intid;
      }
    }
    return spi;
  }

  private static PmuPlan unasked(boolean own) {
    var nowhere = new PmuHost(UapiVersion.LINUX_6_12, List.of(), CpuSet.empty(), false);
    return new PmuPlan(nowhere, PmuFeatures.NONE, own, 0, List.of());
  }

  /// The CPUs that the choice of a PMU leaves, as user space reads them in sysfs.
  public CpuSet narrowed(CpuSet cpus) {
    CpuSet left = cpus;
    for (Request request : requests) {
      if (request instanceof Request.SetAttribute(_, PmuAttribute.SetPmu(int id))) {
        HostPmu chosen = host.find(id);
        left = chosen == null ? left : left.and(chosen.cpus());
      }
    }
    return left;
  }

  /// One call of user space.
  public sealed interface Request {
    /// KVM_SET_DEVICE_ATTR of the group KVM_ARM_VCPU_PMU_V3_CTRL.
    record SetAttribute(int vcpu, PmuAttribute attribute) implements Request {
      @Override
      public String toString() {
        return attribute + " of vCPU " + vcpu;
      }
    }

    /// KVM_SET_ONE_REG of a PMU register.
    record SetRegister(int vcpu, SysReg register, long value) implements Request {
      @Override
      public String toString() {
        return "KVM_SET_ONE_REG of %s to 0x%x of vCPU %d".formatted(register, value, vcpu);
      }
    }
  }
}
