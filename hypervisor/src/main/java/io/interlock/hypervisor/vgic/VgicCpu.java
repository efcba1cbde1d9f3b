package io.interlock.hypervisor.vgic;

import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.ListRegister;
import io.interlock.hardware.gic.LrState;
import java.util.ArrayList;
import java.util.List;

/// The vGIC of one vCPU: its SGIs and PPIs, and its list of interrupts that are active or pending
/// (the ap_list), to which SPIs come as guests.
///
/// Methods that change an interrupt return whether the vCPU must be told: the caller then makes the
/// request IRQ_PENDING and kicks. Between [#flush] and [#sync] the truth about what the guest has
/// taken is in the list registers; whoever wants to read or write the active state from elsewhere
/// must first get the vCPU out of guest mode.
///
/// The object is mutable and belongs to one owner; [#copy()] makes an independent one. What KVM
/// re-checks after a gap between two locks is here a call that asks the oracle anew: [#queue] and
/// [#adopt] put an interrupt on the list only if it belongs there at that moment.
public final class VgicCpu {
  private static final int SGIS = 0x0000_FFFF;

  private final int vcpu;
  private final IrqTable irqs;
  private final ApList apList;
  private boolean distributorEnabled;
  private int usedLrs;

  /// A vCPU after reset: SGIs enabled and edge triggered, PPIs disabled and level triggered, all in
  /// group 1 at priority 0; the distributor is off.
  ///
  /// @param vcpu index of the vCPU within its VM
  public VgicCpu(int vcpu) {
    this(vcpu, new IrqTable(vcpu, initialPrivates()), new ApList());
  }

  private VgicCpu(int vcpu, IrqTable irqs, ApList apList) {
    this.vcpu = vcpu;
    this.irqs = irqs;
    this.apList = apList;
  }

  private static IrqBank initialPrivates() {
    IrqBank bank = new IrqBank();
    bank.edge = SGIS;
    bank.enabled = SGIS;
    bank.group1 = ~0;
    return bank;
  }

  /// An independent vGIC in the same state.
  public VgicCpu copy() {
    VgicCpu copy = new VgicCpu(vcpu, irqs.copy(), apList.copy());
    copy.distributorEnabled = distributorEnabled;
    copy.usedLrs = usedLrs;
    return copy;
  }

  /// The state of its private interrupts, as user space gets it to give it to another host
  /// (KVM_DEV_ARM_VGIC_GRP_REDIST_REGS, and the level of each line). SPIs are the distributor's.
  ///
  /// @throws IllegalStateException in guest mode
  public long[] save() {
    if (usedLrs != 0) {
      throw new IllegalStateException("vCPU " + vcpu + " has interrupts in list registers");
    }
    return irqs.privates().save();
  }

  /// Takes the state of the private interrupts of a vCPU that was saved elsewhere; who owns them
  /// and what they are mapped to stays. What can be delivered is queued.
  public void restore(long[] saved) {
    irqs.privates().restore(saved);
    boolean _ = queuePrivates(irqs.privates().pending() | irqs.privates().active);
  }

  /// `kvm_vgic_inject_irq`: the input of an interrupt changes. Nothing happens for the wrong owner,
  /// a level that is the same, or a falling edge.
  public boolean inject(int intid, boolean level, IrqOwner owner) {
    int slot = residentSlot(intid);
    return irqs.bank(slot).inject(slot & 31, level, owner) && queueSlot(slot);
  }

  /// An SGI arrives from another vCPU, or from this one (`vgic_v3_queue_sgi`). One that is pending
  /// already merges with it.
  ///
  /// @param mayReachGroup1 false for ICC_SGI0R_EL1 and ICC_ASGI1R_EL1
  public boolean receiveSgi(int intid, boolean mayReachGroup1) {
    if (!IntId.isSgi(intid)) {
      throw new IllegalArgumentException("SGI " + intid + ": allowed are 0 to 15");
    }
    IrqBank bank = irqs.privates();
    if (!mayReachGroup1 && (bank.group1 & (1 << intid)) != 0) {
      return false;
    }
    bank.latch |= 1 << intid;
    return queueSlot(intid);
  }

  /// `vgic_queue_irq_unlock`: puts the interrupt on the list if it belongs there. True also if it
  /// is there already: a new edge of an interrupt in a list register is seen only after an exit.
  public boolean queue(int intid) {
    return queueSlot(residentSlot(intid));
  }

  /// An SPI joins this vCPU's list, if the oracle still says so. Returns whether it did; if not,
  /// its keeper asks the oracle again.
  public boolean adopt(VgicIrq spi) {
    if (!IntId.isSpi(spi.intid()) || irqs.slotOf(spi.intid()) != IrqTable.NO_SLOT) {
      throw new IllegalArgumentException(
          IntId.describe(spi.intid()) + " cannot join: allowed are SPIs that are not here yet");
    }
    return spi.oracle(VgicIrq.NO_VCPU, distributorEnabled) == vcpu && queueSlot(irqs.add(spi));
  }

  /// Something is done to an SPI on the list. Says whether the vCPU must be told.
  public boolean change(int intid, IrqChange change) {
    VgicIrq before = irq(intid);
    replace(change.applied(before));
    return change.queues(before) && queue(intid);
  }

  /// The guest routed an SPI elsewhere. It stays on this list until the next [#sync].
  public void retarget(int intid, int newTarget) {
    if (!IntId.isSpi(intid)) {
      throw new IllegalArgumentException(IntId.describe(intid) + " has no route: only SPIs have");
    }
    irqs.retarget(residentSlot(intid), newTarget);
  }

  /// `kvm_vgic_flush_hwstate`: chooses what goes into the list registers. Each edge that is handed
  /// out is from then on in its list register only.
  public Flush flush(int lrCount) {
    usedLrs = 0;
    if (apList.size() == 0) {
      return Flush.EMPTY;
    }
    if (apList.size() > lrCount) {
      apList.sort(irqs::compare);
    }
    var registers = new ArrayList<ListRegister>(Math.min(lrCount, apList.size()));
    int i = 0;
    while (i < apList.size() && registers.size() < lrCount) {
      int slot = apList.get(i++);
      if (oracle(slot) == vcpu) {
        registers.add(irqs.bank(slot).populate(slot & 31, irqs.intid(slot)));
      }
    }
    usedLrs = registers.size();
    return new Flush(registers, usedLrs == lrCount && i < apList.size());
  }

  /// `kvm_vgic_sync_hwstate`: takes back what the guest left in the list registers, then drops from
  /// the list what has nothing to do there.
  ///
  /// @param registers as read back, from number 0; those that the last flush did not use are
  ///     ignored
  public Synced sync(List<ListRegister> registers, PhysicalIrqs physical) {
    if (apList.size() == 0) {
      return Synced.NOTHING;
    }
    List<Integer> ended = fold(registers, physical);
    List<VgicIrq> leaving = prune();
    return ended.isEmpty() && leaving.isEmpty() ? Synced.NOTHING : new Synced(ended, leaving);
  }

  /// `kvm_vgic_vcpu_pending_irq`, which decides whether WFI sleeps: something on the list is
  /// pending, enabled, not active, and more urgent than the guest's priority mask. Group enables
  /// and the running priority play no part.
  public boolean pendingIrq(int priorityMask) {
    if (!distributorEnabled || apList.size() == 0) {
      return false;
    }
    for (int b = 0; b < irqs.bankCount(); b++) {
      IrqBank bank = irqs.bankAt(b);
      int waiting = bank.queued & bank.pending() & bank.enabled & ~bank.active;
      for (int rest = waiting; rest != 0; rest &= rest - 1) {
        if (bank.priority(Integer.numberOfTrailingZeros(rest)) < priorityMask) {
          return true;
        }
      }
    }
    return false;
  }

  /// The guest switches the distributor on or off. Switched on, it kicks if something on the list
  /// can be delivered (`vgic_kick_vcpus`); interrupts that became pending while it was off are not
  /// on the list, and come there with their next change.
  public boolean distributor(boolean enable, int priorityMask) {
    boolean switchedOn = enable && !distributorEnabled;
    distributorEnabled = enable;
    return switchedOn && pendingIrq(priorityMask);
  }

  /// `kvm_vgic_set_owner`: a device in the kernel claims an interrupt. False if another has it.
  public boolean claim(int intid, IrqOwner owner) {
    int slot = residentSlot(intid);
    IrqOwner now = irqs.bank(slot).owner(slot & 31);
    if (now != IrqOwner.USER_SPACE && now != owner) {
      return false;
    }
    irqs.bank(slot).setOwner(slot & 31, owner);
    return true;
  }

  /// `kvm_vgic_map_phys_irq`: ties an interrupt to a physical one.
  public void map(int intid, int pintid) {
    int slot = residentSlot(intid);
    irqs.bank(slot).map(slot & 31, pintid);
  }

  /// `kvm_vgic_unmap_phys_irq`.
  public void unmap(int intid) {
    int slot = residentSlot(intid);
    irqs.bank(slot).mapped &= ~(1 << slot);
  }

  /// One interrupt as a value.
  public VgicIrq irq(int intid) {
    return irqs.get(residentSlot(intid));
  }

  /// Puts an interrupt that is here into another state.
  void replace(VgicIrq irq) {
    int slot = residentSlot(irq.intid());
    irqs.bank(slot).put(slot & 31, irq);
    if (slot >= IntId.PRIVATE_COUNT) {
      irqs.retarget(slot, irq.targetVcpu());
    }
  }

  /// Whether an interrupt is on this vCPU's list.
  public boolean isQueued(int intid) {
    int slot = irqs.slotOf(intid);
    return slot != IrqTable.NO_SLOT && (irqs.bank(slot).queued & (1 << slot)) != 0;
  }

  /// INTIDs on the list, in its order.
  public List<Integer> queued() {
    var intids = new ArrayList<Integer>(apList.size());
    for (int i = 0; i < apList.size(); i++) {
      intids.add(irqs.intid(apList.get(i)));
    }
    return intids;
  }

  /// The private interrupts, for the redistributor frame.
  IrqBank privates() {
    return irqs.privates();
  }

  /// Queues every private interrupt of a mask; whether any wants the vCPU's attention.
  boolean queuePrivates(int mask) {
    boolean attention = false;
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      attention |= queueSlot(Integer.numberOfTrailingZeros(rest));
    }
    return attention;
  }

  private boolean queueSlot(int slot) {
    if (oracle(slot) == VgicIrq.NO_VCPU) {
      return false;
    }
    IrqBank bank = irqs.bank(slot);
    if ((bank.queued & (1 << slot)) == 0) {
      bank.queued |= 1 << slot;
      apList.append(slot);
    }
    return true;
  }

  private int oracle(int slot) {
    return irqs.oracle(slot, distributorEnabled);
  }

  private List<Integer> fold(List<ListRegister> registers, PhysicalIrqs physical) {
    List<Integer> ended = List.of();
    for (int i = 0; i < usedLrs; i++) {
      ListRegister lr = registers.get(i);
      int slot = irqs.slotOf(lr.vintid());
      if (slot == IrqTable.NO_SLOT) {
        continue;
      }
      boolean isEnded =
          IntId.isSpi(lr.vintid()) && lr.eoiMaintenance() && lr.state() == LrState.INACTIVE;
      if (isEnded) {
        // Before the fold, which sees the line as it is then.
        boolean _ = irqs.bank(slot).inject(slot & 31, false, IrqOwner.RESAMPLED);
      }
      irqs.bank(slot).fold(slot & 31, lr.state(), physical);
      if (isEnded) {
        ended = ended.isEmpty() ? new ArrayList<>() : ended;
        ended.add(lr.vintid());
      }
    }
    usedLrs = 0;
    return ended;
  }

  /// `vgic_prune_ap_list`.
  private List<VgicIrq> prune() {
    List<VgicIrq> leaving = List.of();
    int kept = 0;
    for (int i = 0; i < apList.size(); i++) {
      int slot = apList.get(i);
      if (oracle(slot) == vcpu) {
        apList.set(kept++, slot);
        continue;
      }
      irqs.bank(slot).queued &= ~(1 << slot);
      if (slot >= IntId.PRIVATE_COUNT) {
        leaving = leaving.isEmpty() ? new ArrayList<>() : leaving;
        leaving.add(irqs.remove(slot));
      }
    }
    apList.truncate(kept);
    return leaving;
  }

  private int residentSlot(int intid) {
    int slot = irqs.slotOf(intid);
    if (slot == IrqTable.NO_SLOT) {
      throw new IllegalArgumentException(
          IntId.describe(intid)
              + " is not at vCPU "
              + vcpu
              + ": allowed are SGIs, PPIs and adopted SPIs");
    }
    return slot;
  }
}
