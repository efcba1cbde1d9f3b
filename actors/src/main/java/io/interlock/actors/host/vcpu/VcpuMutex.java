package io.interlock.actors.host.vcpu;

import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.SharedInterrupts;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VcpuGicState;

/// The mutex of a vCPU, which KVM_RUN holds from its beginning to its end. User space that wants to
/// look at all vCPUs of a VM tries to have each (`kvm_trylock_all_vcpus`).
final class VcpuMutex {
  private VcpuMutex() {}

  /// KVM_RUN is called; says whether it has to wait.
  static boolean keepsOut(UserWishes user) {
    user.runWaits = user.locked;
    return user.locked;
  }

  /// Somebody wants it or gives it back; says whether KVM_RUN can begin that has waited.
  static boolean receive(Vcpu.Command.OfMutex message, VcpuId id, VcpuParts parts) {
    UserWishes user = parts.user();
    VcpuInterrupts interrupts = parts.attention().interrupts();
    switch (message) {
      case Vcpu.Command.Lock(var asker) -> {
        user.locked = parts.loop().phase.isOutsideRun();
        VcpuGicState state = user.locked ? interrupts.state(parts.saved().saved()) : null;
        asker.tell(new SharedInterrupts.Command.Locked(id.index(), state));
        return false;
      }
      case Vcpu.Command.Unlock(var restored) -> {
        if (restored != null) {
          interrupts.restore(restored, parts.saved().saved());
        }
        boolean waits = user.runWaits;
        user.locked = false;
        user.runWaits = false;
        return waits;
      }
    }
  }
}
