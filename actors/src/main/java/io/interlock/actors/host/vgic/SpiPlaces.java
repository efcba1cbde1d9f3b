package io.interlock.actors.host.vgic;

import akka.actor.typed.ActorRef;
import io.interlock.actors.host.SharedInterrupts;
import io.interlock.actors.host.Vcpu;
import io.interlock.engine.Copyable;
import io.interlock.engine.Sim;
import io.interlock.hypervisor.vgic.IrqChange;
import io.interlock.hypervisor.vgic.IrqOwner;
import io.interlock.hypervisor.vgic.VgicIrq;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The SPIs of a VM, wherever they are: here, on the list of a vCPU, or on the way between the two;
/// and what is under way to those that are not here.
final class SpiPlaces implements Copyable<SpiPlaces> {
  private final transient List<ActorRef<Vcpu.Command>> vcpus;
  private final SpiShelf shelf;

  /// Changes that are under way to interrupts on lists.
  private final List<Sent> sent = new ArrayList<>();

  private boolean enabled;

  /// vCPUs that do not know yet whether the distributor is on.
  private int unaware;

  /// A change that is under way to an interrupt on a list.
  private record Sent(int intid, IrqChange change) {}

  /// All are here.
  ///
  /// @param enabled whether the distributor is on
  SpiPlaces(List<ActorRef<Vcpu.Command>> vcpus, SpiShelf shelf, boolean enabled) {
    this.vcpus = vcpus;
    this.shelf = shelf;
    this.enabled = enabled;
  }

  @Override
  public SpiPlaces copy() {
    SpiPlaces copy = new SpiPlaces(vcpus, shelf.copy(), enabled);
    copy.sent.addAll(sent);
    copy.unaware = unaware;
    return copy;
  }

  boolean isEnabled() {
    return enabled;
  }

  /// Whether nothing is under way.
  boolean isSettled() {
    return sent.isEmpty() && unaware == 0;
  }

  /// An interrupt as it was when it was last here.
  VgicIrq get(int intid) {
    return shelf.get(intid);
  }

  /// The distributor is switched on or off, of which all vCPUs have to know.
  void enable(Sim<SharedInterrupts.Command> sim, boolean on) {
    enabled = on;
    unaware += vcpus.size();
    vcpus.forEach(vcpu -> vcpu.tell(new Vcpu.Command.DistributorOn(on, sim.self())));
  }

  /// A vCPU knows.
  void aware() {
    unaware--;
  }

  /// Routes an interrupt that may be on a list: who has it keeps it until its next sync.
  void route(int intid, int target) {
    shelf.put(shelf.get(intid).withTarget(target), shelf.list(intid));
  }

  /// An eventfd is signalled: the line rises and falls, wherever the interrupt is.
  void edge(Sim<SharedInterrupts.Command> sim, int intid) {
    VgicIrq irq = shelf.get(intid);
    int list = shelf.list(intid);
    if (list != VgicIrq.NO_VCPU) {
      vcpus.get(list).tell(new Vcpu.Command.SpiRaised(intid, irq.targetVcpu()));
    } else if (irq.edge()) {
      shelf.put(irq.injected(true), list);
      queue(sim, intid);
    }
  }

  /// `vgic_queue_irq_unlock`: onto the list of the vCPU to which it belongs.
  private void queue(Sim<SharedInterrupts.Command> sim, int intid) {
    VgicIrq irq = shelf.get(intid);
    int target = irq.oracle(VgicIrq.NO_VCPU, enabled);
    if (target != VgicIrq.NO_VCPU) {
      shelf.put(irq, target);
      vcpus.get(target).tell(new Vcpu.Command.SpiQueued(irq, sim.self()));
    }
  }

  /// A vCPU has taken an interrupt off its list. What is under way to it there is done here.
  void cameBack(Sim<SharedInterrupts.Command> sim, VgicIrq irq) {
    VgicIrq changed = irq;
    for (Sent under : sent) {
      if (under.intid() == irq.intid()) {
        changed = under.change().applied(changed);
      }
    }
    shelf.put(changed, VgicIrq.NO_VCPU);
    queue(sim, irq.intid());
  }

  /// Does something to an interrupt: here, or where it is, and then an answer is awaited. Says
  /// what it is here, or null.
  @Nullable VgicIrq change(Sim<SharedInterrupts.Command> sim, int intid, IrqChange change) {
    VgicIrq before = shelf.get(intid);
    int list = shelf.list(intid);
    if (list != VgicIrq.NO_VCPU) {
      sent.add(new Sent(intid, change));
      vcpus.get(list).tell(new Vcpu.Command.SpiChanged(intid, change, sim.self()));
      return null;
    }
    VgicIrq after = change.applied(before);
    if (!after.equals(before)) {
      shelf.put(after, list);
    }
    if (change.queues(before)) {
      queue(sim, intid);
    }
    return after;
  }

  /// The interrupts that are on no list, and not as a new VM has them.
  List<VgicIrq> kept() {
    List<VgicIrq> kept = new ArrayList<>();
    for (int intid : shelf.intids()) {
      if (shelf.list(intid) == VgicIrq.NO_VCPU) {
        kept.add(shelf.get(intid));
      }
    }
    return kept;
  }

  /// User space restores all interrupts: these, and the others as a new VM has them.
  void restore(Sim<SharedInterrupts.Command> sim, List<VgicIrq> irqs) {
    for (int intid : shelf.intids()) {
      VgicIrq to = VgicIrq.initialSpi(intid);
      for (VgicIrq irq : irqs) {
        to = irq.intid() == intid ? irq : to;
      }
      VgicIrq _ = change(sim, intid, new IrqChange.Restore(to));
      route(intid, to.targetVcpu());
    }
  }

  /// Asks for what all those are that are on lists.
  void lookAtAll(Sim<SharedInterrupts.Command> sim) {
    for (int intid : shelf.intids()) {
      VgicIrq _ = change(sim, intid, new IrqChange.Look());
    }
  }

  /// All that are not as a new VM has them, each as it was when it was last here or looked at.
  List<SharedState.Spi> all() {
    return Arrays.stream(shelf.intids())
        .mapToObj(intid -> new SharedState.Spi(shelf.get(intid), shelf.list(intid)))
        .toList();
  }

  /// An SPI comes from another host. One that is active goes on where it is handled, whatever its
  /// route is by now.
  void restore(Sim<SharedInterrupts.Command> sim, SharedState.Spi spi) {
    VgicIrq irq = spi.irq();
    boolean stays = irq.active() && spi.list() != VgicIrq.NO_VCPU;
    // A PMU says anew what its line is.
    VgicIrq comes = irq.owner() == IrqOwner.PMU ? irq.withLine(false) : irq;
    shelf.put(stays ? comes.withTarget(spi.list()) : comes, VgicIrq.NO_VCPU);
    queue(sim, irq.intid());
    if (stays) {
      VgicIrq _ = change(sim, irq.intid(), new IrqChange.Route(irq.targetVcpu()));
      route(irq.intid(), irq.targetVcpu());
    }
  }

  /// The vCPU has changed it; or it had left before, and was changed when it came back. Says what
  /// it is now.
  VgicIrq found(int intid, @Nullable VgicIrq irq) {
    sent.removeIf(under -> under.intid() == intid);
    if (irq != null) {
      shelf.put(irq, shelf.list(intid));
    }
    return shelf.get(intid);
  }
}
