package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.vgic.VgicIrq;
import io.interlock.hypervisor.vgic.device.GicCall;
import org.jspecify.annotations.Nullable;

/// The distributor of a virtual machine: SPIs that are on no vCPU's list wait here, the devices
/// that raise them are here, too, and guests read and write its registers.
///
/// An SPI is in one place: here, on one vCPU's list, or on the way between the two. A vCPU that
/// takes one off its list sends it back before anything else about it, so whoever finds it gone
/// learns that after it has come back.
///
/// ```text
/// Access, Served, Raise       one after the other, each to its end
/// Leave                       the last one, which looks at all interrupts on lists
///   Halt ... Done             only if list registers may know better (vgic_access_active_prepare)
///   SpiChanged ... Found      of each interrupt that is on a list; the others are changed here
///   DistributorOn ... Aware   only if it is switched on or off
///   FrameAccess ... Word      only if it is a word of another vCPU's redistributor
///   Resume ... Done           if it has been halted
///   GicAnswered               the guest goes on
/// Left                        changes that are under way to it are made before it goes on
/// ```
public final class SharedInterrupts {
  private SharedInterrupts() {}

  /// What they understand.
  public sealed interface Command {
    /// Alarm: the device with that index raises its interrupt.
    record Due(int device) implements Command, OfScenario {}

    /// A vCPU has taken the interrupt off its list (`vgic_prune_ap_list`).
    record Left(VgicIrq irq) implements Command {}

    /// The interrupt is not on the vCPU's list any more, so its edge was not put down.
    record Missed(int intid) implements Command {}

    /// What is done after what was asked before.
    sealed interface Request extends Command {}

    /// A device raises its line.
    record Raise(int intid) implements Request {}

    /// The guest of a vCPU reads or writes a register, and waits.
    record Access(int vcpu, GuestOperation.OfGic operation) implements Request {}

    /// The guest of a vCPU, which is in user space now, has served the device behind an SPI.
    record Served(int intid, int vcpu, ActorRef<Vmm.Command> vmm) implements Request {}

    /// The guest has ended the interrupt of a device that looks at its line again then
    /// (`kvm_notify_acked_irq`).
    record Ended(int intid) implements Request {}

    /// The VM leaves the host: devices stop, and user space gets what they and all SPIs are. To be
    /// told when all vCPUs are out of KVM_RUN.
    record Leave(ActorRef<Vmm.Command> vmm) implements Request {}

    /// The PMU of a vCPU drives its SPI.
    record Driven(int intid, boolean level) implements Request {}

    /// An eventfd is signalled, which was put off while user space looked at the interrupts.
    record Edge(int intid) implements Request {}

    /// User space makes a call about the GIC, and waits.
    ///
    /// @param text as it was written
    record UserCall(GicCall call, String text, ActorRef<Vmm.Command> vmm) implements Request {
      /// Whether all vCPUs have to be out of KVM_RUN for it.
      public boolean locksVcpus() {
        return call instanceof GicCall.OfDevice ofDevice && ofDevice.locksVcpus();
      }
    }

    /// User space gives the GIC the state with which guests begin, while no vCPU is in KVM_RUN.
    record Reset(ActorRef<Vmm.Command> vmm) implements Request {}

    /// The answer of a vCPU that was to change an interrupt on its list: what it is now, or null
    /// where it is not on that list any more.
    record Found(int intid, @Nullable VgicIrq irq) implements Command {}

    /// The answer of a vCPU whose redistributor was to be accessed: what was read there.
    record Word(int value) implements Command {}

    /// The answer of a vCPU that was to stay out of KVM_RUN: what is kept for it, or null if it is
    /// in there.
    record Locked(int vcpu, @Nullable VcpuGicState state) implements Command {}

    /// A vCPU knows whether the distributor is on.
    record Aware() implements Command {}

    /// The VM is halted, as was asked, or goes on.
    record Done() implements Command {}
  }
}
