package io.interlock.actors.host.vcpu;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.SharedInterrupts;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VcpuRedistributor;
import io.interlock.engine.Sim;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.vgic.FrameRegister;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the guest of a vCPU does with the frames of its GIC, which traps: its redistributor is its
/// own affair, the distributor is asked about everything else.
final class VcpuGic {
  private final transient VcpuId id;
  private @Nullable ActorRef<SharedInterrupts.Command> distributor;

  VcpuGic(VcpuId id) {
    this.id = id;
  }

  VcpuGic copy() {
    VcpuGic copy = new VcpuGic(id);
    copy.distributor = distributor;
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
    if (!(trapped instanceof GuestOperation.OfGic access)) {
      return;
    }
    if (access.reachesBeyond(id.index())) {
      beforeEntry.awaits(true);
      Objects.requireNonNull(distributor, "a VM whose guest uses it has one")
          .tell(new SharedInterrupts.Command.Access(id.index(), access));
      return;
    }
    var frame = redistributor(beforeEntry);
    switch (access) {
      case GuestOperation.WriteGic write -> {
        attention.writeRedistributor(frame, write.register(), write.value(), beforeEntry);
        state(sim, write);
      }
      case GuestOperation.ReadGic(FrameRegister register, _, _) -> {
        int value = attention.interrupts().readFrame(frame, register.offset());
        done(sim, access, Integer.toUnsignedLong(value));
      }
    }
  }

  private VcpuRedistributor redistributor(BeforeEntry beforeEntry) {
    return new VcpuRedistributor(id.index(), beforeEntry.siblings());
  }

  /// The guest of a sibling is about to access the vCPU's redistributor, if it is that.
  void accessed(Sim<Vcpu.Command> sim, Vcpu.Command.OfGic done) {
    if (done instanceof Vcpu.Command.FrameAccess(_, GuestOperation.WriteGic write, _)) {
      state(sim, write);
    }
  }

  /// A register of the redistributor is written.
  private void state(Sim<Vcpu.Command> sim, GuestOperation.WriteGic write) {
    if (sim.observed(Fact.GicWritten.class)) {
      sim.state(new Fact.GicWritten(id.vm(), id.index(), write.register().name(), write.value()));
    }
  }

  /// An access is complete; a read returned `value`.
  void done(Sim<Vcpu.Command> sim, GuestOperation.OfGic access, long value) {
    if (access instanceof GuestOperation.ReadGic(_, _, String label)
        && !label.isEmpty()
        && sim.observed()) {
      sim.state(new Fact.Reported(id, label, value));
    }
  }
}
