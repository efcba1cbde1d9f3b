package io.interlock.actors.host;

import io.interlock.actors.fact.VcpuId;
import io.interlock.hypervisor.guest.GuestCursor;

/// Takes the state of a vCPU that stands, and gives it to one that has not run.
final class VcpuMove {
  private VcpuMove() {}

  /// What user space gets of a vCPU whose thread is outside KVM_RUN.
  ///
  /// @param off whether it will not run any more
  static Vmm.Command.VcpuSaved save(
      VcpuId id, boolean off, SavedState saved, GuestContext guest, VcpuInterrupts interrupts) {
    long[] place = guest.cursor().isSaveable() ? guest.cursor().save() : new long[0];
    VcpuState state =
        new VcpuState(
            off,
            saved.guestOwned(),
            guest.handling(),
            VcpuState.list(saved.saved().save()),
            VcpuState.list(place),
            VcpuState.list(interrupts.save()));
    return new Vmm.Command.VcpuSaved(id.index(), state);
  }

  /// What user space gives to a vCPU before it runs. The result is where its guest goes on.
  static GuestContext restore(
      VmPlan.VcpuPlan plan,
      VcpuState state,
      SavedState saved,
      VcpuInterrupts interrupts,
      int profilingIntid) {
    VcpuReset.restore(saved.saved(), VcpuState.array(state.registers()));
    saved.guestOwned(state.guestOwned());
    interrupts.restore(VcpuState.array(state.interrupts()));
    GuestCursor cursor = GuestCursor.restored(plan.code(), VcpuState.array(state.guest()));
    return new GuestContext(cursor, state.handling(), profilingIntid);
  }
}
