package io.interlock.hypervisor.spe;

import io.interlock.hypervisor.uapi.Errno;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `kvm_spe_set_spu` of patch 12/35, in the two steps between which others can run: the test
/// whether the VM has run is made before the lock is taken.
public final class SpuSelection {
  private SpuSelection() {}

  /// The first step, under no lock. Null if the VM may still be configured.
  public static @Nullable Errno beforeLock(VmSpe vm) {
    return vm.hasRun() ? Errno.EBUSY : null;
  }

  /// The second step, under `arm_spus_lock`.
  ///
  /// @param spus all that the host has registered
  public static SpeAnswer underLock(VmSpe vm, long type, List<HostSpu> spus) {
    HostSpu named = find(type, spus);
    if (named == null) {
      return SpeAnswer.refused(vm, Errno.ENXIO);
    }
    if (vm.spu() != null) {
      return named.equals(vm.spu()) ? SpeAnswer.done(vm) : SpeAnswer.refused(vm, Errno.EINVAL);
    }
    SupportedCpus narrowed = vm.cpus().withSpu(named.supportedCpus());
    return narrowed == null
        ? SpeAnswer.refused(vm, Errno.EINVAL)
        : SpeAnswer.done(vm.withSpu(named, narrowed));
  }

  private static @Nullable HostSpu find(long type, List<HostSpu> spus) {
    for (HostSpu spu : spus) {
      if (spu.type() == type) {
        return spu;
      }
    }
    return null;
  }
}
