package io.interlock.hypervisor.kvm;

import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.pmu.uapi.PmuFeatures;
import io.interlock.hypervisor.vcpu.MpState;
import org.jspecify.annotations.Nullable;

/// What KVM keeps for one vCPU, as far as calls show it.
final class KvmVcpu {
  /// What PSCI CPU_ON prepared: taken up when the vCPU next runs (KVM_REQ_VCPU_RESET).
  ///
  /// @param entry the PC
  /// @param context in X0
  record ResetState(long entry, long context) {}

  final int id;
  final int index;
  final VcpuTimer virtualTimer = new VcpuTimer(IntId.VIRTUAL_TIMER);
  final VcpuTimer physicalTimer = new VcpuTimer(IntId.PHYSICAL_TIMER);

  /// Null until `KVM_ARM_VCPU_INIT`.
  @Nullable PmuFeatures features;

  MpState state = MpState.RUNNABLE;

  /// Its first `KVM_RUN` has succeeded.
  boolean hasRun;

  /// A signal waits for its thread.
  boolean signalled;

  @Nullable ResetState pendingReset;
  long pc;
  long x0;

  KvmVcpu(int id, int index) {
    this.id = id;
    this.index = index;
  }

  boolean isStopped() {
    return state == MpState.STOPPED;
  }

  boolean initialised() {
    return features != null;
  }

  /// `kvm_reset_vcpu`, with what CPU_ON prepared, if anything.
  void reset() {
    pc = 0;
    x0 = 0;
    virtualTimer.reset();
    physicalTimer.reset();
    ResetState prepared = pendingReset;
    if (prepared != null) {
      pc = prepared.entry();
      x0 = prepared.context();
      pendingReset = null;
    }
  }

  VcpuTimer timer(int timerIntid) {
    return timerIntid == IntId.VIRTUAL_TIMER ? virtualTimer : physicalTimer;
  }
}
