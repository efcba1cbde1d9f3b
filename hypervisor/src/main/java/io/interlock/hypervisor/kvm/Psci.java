package io.interlock.hypervisor.kvm;

import io.interlock.hypervisor.vgic.device.GicDevice;
import org.jspecify.annotations.Nullable;

/// The power of vCPUs as guests ask for it, PSCI 1.x (`psci.c`).
public final class Psci {
  /// What a call returns in X0.
  public enum Status {
    SUCCESS(0),
    NOT_SUPPORTED(-1),
    INVALID_PARAMETERS(-2),
    ALREADY_ON(-4),
    /// AFFINITY_INFO: some vCPU is on; the same number as [#SUCCESS].
    ON(0),
    /// AFFINITY_INFO: all are off.
    OFF(1);

    private final int value;

    Status(int value) {
      this.value = value;
    }

    /// The number in X0.
    public int value() {
      return value;
    }
  }

  private static final int LEVEL_MAX = 3;
  private static final int BITS_PER_LEVEL = 8;

  private final KvmVm vm;

  Psci(KvmVm vm) {
    this.vm = vm;
  }

  /// CPU_ON (`kvm_psci_vcpu_on`): the target takes its first registers when it next runs. It is
  /// runnable only after they are written down, so whoever sees that it is on sees them, too.
  ///
  /// @param affinity MPIDR of the vCPU
  public Status cpuOn(long affinity, long entry, long context) {
    KvmVcpu target = at(affinity);
    if (target == null) {
      return Status.INVALID_PARAMETERS;
    }
    if (!target.stopped) {
      return Status.ALREADY_ON;
    }
    target.pendingReset = new KvmVcpu.ResetState(entry, context);
    target.stopped = false;
    return Status.SUCCESS;
  }

  /// CPU_OFF of the vCPU that calls.
  public void cpuOff(int id) {
    vm.vcpu(id).stopped = true;
  }

  /// AFFINITY_INFO (`kvm_psci_vcpu_affinity_info`).
  ///
  /// @param lowestLevel 0 to 3: how many of the lower fields of the affinity do not count
  public Status affinityInfo(long affinity, long lowestLevel) {
    if (lowestLevel < 0 || lowestLevel > LEVEL_MAX) {
      return Status.INVALID_PARAMETERS;
    }
    long mask = -1L << (BITS_PER_LEVEL * lowestLevel);
    boolean found = false;
    for (KvmVcpu vcpu : vm.vcpus()) {
      if ((GicDevice.affinity(vcpu.id) & mask) == (affinity & mask)) {
        found = true;
        if (!vcpu.stopped) {
          return Status.ON;
        }
      }
    }
    return found ? Status.OFF : Status.INVALID_PARAMETERS;
  }

  /// SYSTEM_OFF, SYSTEM_RESET (`kvm_prepare_system_event`): all vCPUs stop, and user space hears of
  /// it.
  public void systemEvent() {
    vm.vcpus().forEach(vcpu -> vcpu.stopped = true);
  }

  private @Nullable KvmVcpu at(long affinity) {
    return vm.vcpus().stream()
        .filter(vcpu -> GicDevice.affinity(vcpu.id) == affinity)
        .findFirst()
        .orElse(null);
  }
}
