package io.interlock.hypervisor.kvm;

import io.interlock.hypervisor.vcpu.MpState;
import io.interlock.hypervisor.vcpu.PsciFunction;
import io.interlock.hypervisor.vcpu.PsciStatus;
import io.interlock.hypervisor.vgic.device.GicDevice;
import org.jspecify.annotations.Nullable;

/// The power of vCPUs as guests ask for it, PSCI 1.x (`psci.c`).
public final class Psci {
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
  public PsciStatus cpuOn(long affinity, long entry, long context) {
    KvmVcpu target = at(affinity);
    if (target == null) {
      return PsciStatus.INVALID_PARAMETERS;
    }
    if (!target.isStopped()) {
      return PsciStatus.ALREADY_ON;
    }
    target.pendingReset = new KvmVcpu.ResetState(entry, context);
    target.state = MpState.RUNNABLE;
    return PsciStatus.SUCCESS;
  }

  /// CPU_OFF of the vCPU that calls.
  public void cpuOff(int id) {
    vm.vcpu(id).state = MpState.STOPPED;
  }

  /// AFFINITY_INFO (`kvm_psci_vcpu_affinity_info`).
  ///
  /// @param lowestLevel 0 to 3: how many of the lower fields of the affinity do not count
  public PsciStatus affinityInfo(long affinity, long lowestLevel) {
    if (lowestLevel < 0 || lowestLevel > LEVEL_MAX) {
      return PsciStatus.INVALID_PARAMETERS;
    }
    long mask = -1L << (BITS_PER_LEVEL * lowestLevel);
    boolean found = false;
    for (KvmVcpu vcpu : vm.vcpus()) {
      if ((GicDevice.affinity(vcpu.id) & mask) == (affinity & mask)) {
        found = true;
        if (!vcpu.isStopped()) {
          return PsciStatus.ON;
        }
      }
    }
    return found ? PsciStatus.OFF : PsciStatus.INVALID_PARAMETERS;
  }

  /// SYSTEM_OFF, SYSTEM_RESET (`kvm_prepare_system_event`): all vCPUs stop, and user space hears of
  /// it.
  public void systemEvent() {
    vm.vcpus().forEach(vcpu -> vcpu.state = MpState.STOPPED);
  }

  /// SYSTEM_SUSPEND: whether user space has asked to hear of it. KVM changes nothing about the
  /// vCPUs; what becomes of the call is for user space to say.
  public boolean suspends() {
    return vm.suspendsSystem();
  }

  /// FEATURES.
  ///
  /// @param number of a function
  public PsciStatus features(long number) {
    boolean offered = number != PsciFunction.SYSTEM_SUSPEND.number() || suspends();
    return offered && PsciFunction.FEATURES.constant(number) == PsciStatus.SUCCESS.value()
        ? PsciStatus.SUCCESS
        : PsciStatus.NOT_SUPPORTED;
  }

  private @Nullable KvmVcpu at(long affinity) {
    return vm.vcpus().stream()
        .filter(vcpu -> GicDevice.affinity(vcpu.id) == affinity)
        .findFirst()
        .orElse(null);
  }
}
