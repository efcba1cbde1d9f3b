package io.interlock.hypervisor.vcpu;

/// How one thread gets a vCPU's attention (`kvm_vcpu_kick`, `kvm_make_vcpu_request`), as pure
/// decisions.
///
/// The agreement has two sides. The vCPU, with interrupts masked, sets its mode to IN_GUEST_MODE
/// and *then* tests its requests. The kicker stores its request and *then* reads the mode. So at
/// least one of them sees the other; either side in the wrong order, or a kick without a request,
/// loses the kick.
public final class KickProtocol {
  /// The vCPU is not loaded on any CPU.
  public static final int NO_CPU = -1;

  /// What the kicker has to do.
  public sealed interface Action {
    /// Wake the blocked vCPU thread.
    record Wake() implements Action {}

    /// Send a reschedule IPI to this CPU: it leaves guest mode.
    record SendIpi(int cpu) implements Action {}

    /// The vCPU will look by itself.
    record Nothing() implements Action {}
  }

  private static final Action WAKE = new Action.Wake();
  private static final Action NOTHING = new Action.Nothing();

  private KickProtocol() {}

  /// Steps K1 to K6 of `kvm_vcpu_kick` at one moment. The mode afterwards is `mode` if the vCPU was
  /// woken, else [VcpuMode#afterKick].
  ///
  /// @param blocked the vCPU thread sleeps on its wait queue
  /// @param loadedHere the kicker runs in the context of this very vCPU, on its CPU
  /// @param vcpuCpu where the vCPU was last loaded, or [#NO_CPU]
  /// @param kickerCpu where the kicker runs
  /// @param online whether `vcpuCpu` is online
  public static Action kick(
      boolean blocked,
      VcpuMode mode,
      boolean loadedHere,
      int vcpuCpu,
      int kickerCpu,
      boolean online) {
    if (blocked) {
      return WAKE;
    }
    if (loadedHere) {
      // The mode says EXITING now, and the CPU that would be interrupted is this one.
      return NOTHING;
    }
    return mode == VcpuMode.IN_GUEST_MODE ? interrupt(vcpuCpu, kickerCpu, online) : NOTHING;
  }

  /// What follows a request (`kvm_make_vcpu_request`): wake, unless the request lets sleepers lie,
  /// else interrupt if needed.
  public static Action afterRequest(
      VcpuRequest request,
      boolean blocked,
      VcpuMode mode,
      int vcpuCpu,
      int kickerCpu,
      boolean online) {
    if (blocked && !request.leavesAsleep()) {
      return WAKE;
    }
    return needsIpi(request, mode) ? interrupt(vcpuCpu, kickerCpu, online) : NOTHING;
  }

  /// `kvm_request_needs_ipi`, with the mode read before it is changed: one that waits must be
  /// acknowledged even by a vCPU that is leaving already.
  public static boolean needsIpi(VcpuRequest request, VcpuMode mode) {
    return request.waits() ? mode != VcpuMode.OUTSIDE_GUEST_MODE : mode == VcpuMode.IN_GUEST_MODE;
  }

  /// Step K5: the CPU may be stale, and the IPI then spurious; leaving that CPU implied leaving
  /// guest mode, so nothing is missed.
  private static Action interrupt(int vcpuCpu, int kickerCpu, boolean online) {
    return vcpuCpu != NO_CPU && vcpuCpu != kickerCpu && online
        ? new Action.SendIpi(vcpuCpu)
        : NOTHING;
  }
}
