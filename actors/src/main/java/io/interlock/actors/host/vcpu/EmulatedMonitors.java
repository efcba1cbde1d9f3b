package io.interlock.actors.host.vcpu;

import io.interlock.actors.host.KernelWork;
import io.interlock.actors.host.MonitorView;
import io.interlock.actors.host.VcpuState;
import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.perf.SwitchedEvents;
import io.interlock.hypervisor.pmu.emulated.GuestMonitors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the thread of a vCPU has of its emulated PMU.
///
/// While the vCPU is loaded the PMU is with the PE, where perf is. What was put is here, and is not
/// changed any more: the next load takes a copy.
final class EmulatedMonitors {
  private static final long ENABLE = 1;
  private static final long[] NO_NUMBERS = {};

  private transient @Nullable GuestMonitors configured;
  private @Nullable GuestMonitors put;
  private @Nullable MonitorView seen;
  private boolean accessDue;

  EmulatedMonitors copy() {
    EmulatedMonitors copy = new EmulatedMonitors();
    copy.configured = configured;
    copy.put = put;
    copy.seen = seen;
    copy.accessDue = accessDue;
    return copy;
  }

  /// The vCPU has this emulated PMU, or none. The result is the INTID of its interrupt.
  ///
  /// @param moved its registers on another host, as [#save] gave them there; none where it begins
  int configure(@Nullable GuestMonitors monitors, List<Long> moved) {
    configured = monitors;
    put = monitors;
    if (monitors != null && !moved.isEmpty()) {
      GuestMonitors restored = monitors.restored(VcpuState.array(moved));
      put = restored;
      seen =
          new MonitorView(
              true,
              restored.control(),
              restored.interrupts(),
              restored.overflows(),
              SwitchedEvents.NONE);
    }
    return monitors == null ? IntId.NONE : monitors.intid();
  }

  /// The vCPU begins anew, and so does its PMU.
  ///
  /// @param byUser whether registers have what user space gave them at first
  void reset(boolean byUser) {
    GuestMonitors first = configured;
    put = first == null || byUser ? first : first.reset();
    seen = null;
    accessDue = false;
  }

  /// What user space gets of its registers while the vCPU is put.
  long[] save() {
    return put == null ? NO_NUMBERS : put.save();
  }

  /// Whether the vCPU has one.
  boolean exist() {
    return put != null;
  }

  /// What the PE shall do when the vCPU is loaded.
  KernelWork load() {
    return new KernelWork.EnterGuestView(put);
  }

  /// The vCPU was put, and this is its emulated PMU.
  void returned(@Nullable GuestMonitors monitors) {
    put = monitors == null ? put : monitors;
  }

  /// What the PE shall do about an access that trapped, before the guest goes on.
  KernelWork access(GuestOperation.Elementary operation) {
    accessDue = true;
    return new KernelWork.AccessMonitors(operation);
  }

  /// All accesses that trapped are carried out.
  void accessed() {
    accessDue = false;
  }

  /// Whether the level of the interrupt is still to be found out, because accesses are due.
  boolean unsettled() {
    return accessDue;
  }

  /// What the PE says of the PMU, and of the host's events.
  void seen(@Nullable MonitorView view) {
    seen = view;
  }

  /// Counters of the host that KVM switches at each entry and exit where it has no VHE.
  SwitchedEvents switched() {
    return seen == null ? SwitchedEvents.NONE : seen.switched();
  }

  /// The level of the guest's overflow interrupt (`kvm_pmu_overflow_status`).
  boolean interruptLine() {
    MonitorView view = seen;
    return exist()
        && view != null
        && (view.control() & ENABLE) != 0
        && (view.overflows() & view.interrupts()) != 0;
  }
}
