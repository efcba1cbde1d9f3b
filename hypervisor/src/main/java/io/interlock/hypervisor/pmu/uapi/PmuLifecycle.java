package io.interlock.hypervisor.pmu.uapi;

import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.uapi.Errno;

/// What `KVM_ARM_VCPU_INIT` and the first `KVM_RUN` do for the PMU.
public final class PmuLifecycle {
  private PmuLifecycle() {}

  /// `KVM_ARM_VCPU_INIT`, as far as the PMU is concerned (`kvm_vcpu_init_check_features`,
  /// `kvm_setup_vcpu`). The first vCPU chooses for all.
  ///
  /// @param executingCpu the CPU that executes the call; without the strict feature it decides
  ///     which PMU the guest gets
  public static Reply initialise(PmuHost host, VmPmu vm, PmuFeatures features, int executingCpu) {
    if (features.strict() && !host.uapi().hasStrict()) {
      return Reply.refused(vm, Errno.ENOENT);
    }
    boolean unsupported = features.pmuV3() && !host.supportsGuestPmu();
    boolean incomplete = features.strict() && !features.pmuV3();
    boolean unlikeOthers = vm.features() != null && !features.equals(vm.features());
    if (unsupported || incomplete || unlikeOthers) {
      return Reply.refused(vm, Errno.EINVAL);
    }
    VmPmu changed = vm.withFeatures(features);
    if (!features.pmuV3() || features.strict() || vm.pmu() != null) {
      return Reply.done(changed);
    }
    // The default leaves supported_cpus as they are: elsewhere its counters stand still.
    HostPmu pmu = host.defaultFor(executingCpu);
    return pmu == null ? Reply.refused(vm, Errno.ENODEV) : Reply.done(changed.withPmu(pmu));
  }

  /// The first run of a vCPU: 0, or the negative number of the error with which `KVM_RUN` fails
  /// (`kvm_arm_pmu_v3_enable`).
  public static int firstRun(PmuHost host, VmPmu vm, VmFacts facts, int vcpu) {
    if (!vm.hasPmu()) {
      return 0;
    }
    VcpuPmu run = vm.vcpus().get(vcpu);
    boolean notChosen = host.uapi().hasStrict() && vm.pmu() == null;
    if (notChosen || !run.created()) {
      return Errno.EINVAL.result();
    }
    boolean possible =
        facts.irqchip().inKernel()
            ? IntId.isPpi(run.intid()) || facts.hasSpi(run.intid())
            : !run.hasInterrupt();
    return possible ? 0 : Errno.EINVAL.result();
  }
}
