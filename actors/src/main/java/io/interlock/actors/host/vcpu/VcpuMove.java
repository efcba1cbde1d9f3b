package io.interlock.actors.host.vcpu;

import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.GuestContext;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VcpuState;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.Vmm;
import io.interlock.engine.Sim;
import io.interlock.hypervisor.guest.GuestCursor;
import java.util.List;

/// Takes the state of a vCPU that stands, and gives it to one that has not run.
final class VcpuMove {
  private VcpuMove() {}

  /// What user space gets of a vCPU whose thread is outside KVM_RUN. One that was turned on and has
  /// not run yet begins anew first (`kvm_arm_get_reg` looks for KVM_REQ_VCPU_RESET).
  ///
  /// @param off whether it will not run any more
  /// @param resumption see [VcpuState]
  static Vmm.Command.VcpuSaved save(
      Sim<Vcpu.Command> sim, VcpuId id, boolean off, List<Long> resumption, VcpuParts parts) {
    if (parts.power().resetDue()) {
      PowerRequests.beginAnew(sim, id, parts, false);
    }
    SavedState saved = parts.saved();
    VcpuState state =
        new VcpuState(
            off,
            parts.power().state(),
            resumption,
            saved.guestOwned(),
            parts.profiling().lineIsHigh(),
            parts.profiling().pinnedBytes(),
            VcpuState.list(parts.monitors().given(saved.saved()).save()),
            VcpuState.list(parts.last().guest().cursor().save()),
            VcpuState.list(parts.attention().interrupts().save()),
            VcpuState.list(parts.monitors().emulated().save()));
    return new Vmm.Command.VcpuSaved(id.index(), state);
  }

  /// What user space gives to a vCPU before it runs. The result is where its guest goes on.
  static GuestContext restore(
      VmPlan.VcpuPlan plan,
      VcpuState state,
      SavedState saved,
      VcpuInterrupts interrupts,
      VcpuProfiling profiling) {
    VcpuReset.restore(saved.saved(), VcpuState.array(state.registers()));
    saved.guestOwned(state.guestOwned());
    interrupts.restore(VcpuState.array(state.interrupts()));
    profiling.restore(state.bufferLine());
    GuestCursor cursor = GuestCursor.restored(plan.code(), VcpuState.array(state.guest()));
    return new GuestContext(cursor, profiling.intid());
  }
}
