package io.interlock.hypervisor.vgic;

import io.interlock.hardware.gic.IntId;
import java.util.Arrays;

/// Where a vCPU keeps its interrupts: slot 0 to 31 are its SGIs and PPIs, further slots the SPIs
/// that are on its list at the moment. Slots of SPIs that left are used again.
final class IrqTable {
  static final int NO_SLOT = -1;

  private final int vcpu;
  private IrqBank[] banks;

  /// Of the slots from 32 on: the SPI, 0 if free, and the vCPU that it is routed to.
  private int[] sharedIds = {};

  private int[] sharedTargets = {};

  IrqTable(int vcpu, IrqBank privates) {
    this.vcpu = vcpu;
    banks = new IrqBank[] {privates};
  }

  IrqTable copy() {
    IrqTable copy = new IrqTable(vcpu, banks[0].copy());
    copy.banks = banks.clone();
    Arrays.setAll(copy.banks, b -> b == 0 ? copy.banks[0].copy() : banks[b].copy());
    copy.sharedIds = sharedIds.clone();
    copy.sharedTargets = sharedTargets.clone();
    return copy;
  }

  IrqBank privates() {
    return banks[0];
  }

  int bankCount() {
    return banks.length;
  }

  IrqBank bankAt(int index) {
    return banks[index];
  }

  /// The bank of a slot; its number there is `slot & 31`.
  IrqBank bank(int slot) {
    return banks[slot >>> 5];
  }

  int intid(int slot) {
    return slot < IntId.PRIVATE_COUNT ? slot : sharedIds[slot - IntId.PRIVATE_COUNT];
  }

  int target(int slot) {
    return slot < IntId.PRIVATE_COUNT ? vcpu : sharedTargets[slot - IntId.PRIVATE_COUNT];
  }

  void retarget(int slot, int newTarget) {
    sharedTargets[slot - IntId.PRIVATE_COUNT] = newTarget;
  }

  /// The slot of an interrupt, or [#NO_SLOT] for an SPI that is elsewhere.
  int slotOf(int intid) {
    if (IntId.isPrivate(intid)) {
      return intid;
    }
    for (int i = 0; i < sharedIds.length; i++) {
      if (sharedIds[i] == intid) {
        return IntId.PRIVATE_COUNT + i;
      }
    }
    return NO_SLOT;
  }

  /// `vgic_target_oracle`, see [VgicIrq#oracle], for an interrupt that is on this vCPU's list or
  /// wants to be.
  int oracle(int slot, boolean distributorEnabled) {
    IrqBank bank = bank(slot);
    int bit = 1 << slot;
    if ((bank.active & bit) != 0) {
      return vcpu;
    }
    return distributorEnabled && (bank.enabled & bank.pending() & bit) != 0
        ? target(slot)
        : VgicIrq.NO_VCPU;
  }

  /// `vgic_irq_cmp`: active first, then pending and enabled, then by priority.
  int compare(int a, int b) {
    IrqBank bankA = bank(a);
    IrqBank bankB = bank(b);
    boolean activeA = (bankA.active & (1 << a)) != 0;
    boolean activeB = (bankB.active & (1 << b)) != 0;
    if (activeA || activeB) {
      return Boolean.compare(activeB, activeA);
    }
    boolean readyA = (bankA.enabled & bankA.pending() & (1 << a)) != 0;
    boolean readyB = (bankB.enabled & bankB.pending() & (1 << b)) != 0;
    return readyA && readyB
        ? Integer.compare(bankA.priority(a & 31), bankB.priority(b & 31))
        : Boolean.compare(readyB, readyA);
  }

  VgicIrq get(int slot) {
    return bank(slot).get(slot & 31, intid(slot), target(slot));
  }

  /// Stores an SPI in a free slot.
  int add(VgicIrq irq) {
    int i = 0;
    while (i < sharedIds.length && sharedIds[i] != 0) {
      i++;
    }
    if (i == sharedIds.length) {
      grow();
    }
    sharedIds[i] = irq.intid();
    sharedTargets[i] = irq.targetVcpu();
    int slot = IntId.PRIVATE_COUNT + i;
    bank(slot).put(slot & 31, irq);
    return slot;
  }

  /// Frees the slot of an SPI and returns what was there.
  VgicIrq remove(int slot) {
    VgicIrq irq = get(slot);
    sharedIds[slot - IntId.PRIVATE_COUNT] = 0;
    // A free slot must not look pending to those who ask all slots at once.
    bank(slot).put(slot & 31, VgicIrq.initialSpi(irq.intid()));
    return irq;
  }

  private void grow() {
    banks = Arrays.copyOf(banks, banks.length + 1);
    banks[banks.length - 1] = new IrqBank();
    sharedIds = Arrays.copyOf(sharedIds, sharedIds.length + 32);
    sharedTargets = Arrays.copyOf(sharedTargets, sharedTargets.length + 32);
  }
}
