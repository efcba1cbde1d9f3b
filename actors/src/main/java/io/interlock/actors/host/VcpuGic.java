package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.engine.Sim;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.vgic.FrameRegister;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the guest of a vCPU does with the frames of its GIC, which traps: its redistributor is its
/// own affair, the distributor is asked. And whether somebody has halted the vCPU to look at what
/// is in list registers.
final class VcpuGic {
  private final transient VcpuId id;
  private @Nullable ActorRef<SharedInterrupts.Command> distributor;
  private @Nullable ActorRef<SharedInterrupts.Command> halter;

  VcpuGic(VcpuId id) {
    this.id = id;
  }

  VcpuGic copy() {
    VcpuGic copy = new VcpuGic(id);
    copy.distributor = distributor;
    copy.halter = halter;
    return copy;
  }

  /// Where the distributor of the VM is, or null if nobody uses it.
  void configured(@Nullable ActorRef<SharedInterrupts.Command> known) {
    distributor = known;
  }

  /// KVM emulates an access; any other operation is none.
  void emulate(
      Sim<Vcpu.Command> sim,
      GuestOperation.Elementary trapped,
      VcpuAttention attention,
      BeforeEntry beforeEntry) {
    switch (trapped) {
      case GuestOperation.WriteGic(FrameRegister register, long value) -> {
        if (register.distributor()) {
          ask(trapped, beforeEntry);
        } else {
          attention.writeRedistributor(redistributor(beforeEntry), register, value, beforeEntry);
          if (sim.observed(Fact.GicWritten.class)) {
            sim.state(new Fact.GicWritten(id.vm(), id.index(), register.name(), value));
          }
        }
      }
      case GuestOperation.ReadGic(FrameRegister register, _) -> {
        if (register.distributor()) {
          ask(trapped, beforeEntry);
        } else {
          var frame = redistributor(beforeEntry);
          int value = attention.interrupts().readFrame(frame, register.offset());
          done(sim, trapped, Integer.toUnsignedLong(value));
        }
      }
      default -> {}
    }
  }

  private void ask(GuestOperation.Elementary access, BeforeEntry beforeEntry) {
    beforeEntry.awaits(true);
    Objects.requireNonNull(distributor, "a VM whose guest uses it has one")
        .tell(new SharedInterrupts.Command.Access(id.index(), access));
  }

  private VcpuRedistributor redistributor(BeforeEntry beforeEntry) {
    return new VcpuRedistributor(id.index(), beforeEntry.siblings());
  }

  /// An access is complete; a read returned `value`.
  void done(Sim<Vcpu.Command> sim, GuestOperation.Elementary access, long value) {
    if (access instanceof GuestOperation.ReadGic(_, String label)
        && !label.isEmpty()
        && sim.observed()) {
      sim.state(new Fact.Reported(id, label, value));
    }
  }

  /// Somebody wants the vCPU out of its guest until further notice (`kvm_arm_halt_guest`).
  void haltAsked(ActorRef<SharedInterrupts.Command> by) {
    halter = by;
  }

  /// Whether the vCPU is to stand still as soon as it is outside its guest.
  boolean isHaltAsked() {
    return halter != null;
  }

  /// The vCPU is outside its guest. Says whether it stands still from now on.
  boolean haltsNow() {
    ActorRef<SharedInterrupts.Command> by = halter;
    halter = null;
    if (by != null) {
      by.tell(new SharedInterrupts.Command.Done());
    }
    return by != null;
  }
}
