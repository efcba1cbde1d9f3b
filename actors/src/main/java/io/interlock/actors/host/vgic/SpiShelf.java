package io.interlock.actors.host.vgic;

import io.interlock.hypervisor.vgic.VgicIrq;
import java.util.Arrays;
import java.util.List;

/// The SPIs of a VM that are not as a new VM has them: as they were when they were last here, and
/// on whose list they are.
final class SpiShelf {
  private VgicIrq[] irqs;
  private int[] lists;
  private int size;

  /// With these on it, in order; on nobody's list.
  SpiShelf(List<VgicIrq> first) {
    this(first.toArray(VgicIrq[]::new), new int[first.size()], first.size());
    Arrays.fill(lists, VgicIrq.NO_VCPU);
  }

  private SpiShelf(VgicIrq[] irqs, int[] lists, int size) {
    this.irqs = irqs;
    this.lists = lists;
    this.size = size;
  }

  SpiShelf copy() {
    return new SpiShelf(irqs.clone(), lists.clone(), size);
  }

  /// As it was when it was last here.
  VgicIrq get(int intid) {
    int slot = find(intid);
    return slot < 0 ? VgicIrq.initialSpi(intid) : irqs[slot];
  }

  /// On whose list it is, or [VgicIrq#NO_VCPU].
  int list(int intid) {
    int slot = find(intid);
    return slot < 0 ? VgicIrq.NO_VCPU : lists[slot];
  }

  /// It is this, and on that list.
  void put(VgicIrq irq, int list) {
    int slot = find(irq.intid());
    if (slot < 0) {
      slot = size++;
      irqs = Arrays.copyOf(irqs, Math.max(irqs.length, size));
      lists = Arrays.copyOf(lists, irqs.length);
    }
    irqs[slot] = irq;
    lists[slot] = list;
  }

  /// Those that are not as a new VM has them, or have not been.
  int[] intids() {
    return Arrays.stream(irqs, 0, size).mapToInt(VgicIrq::intid).toArray();
  }

  private int find(int intid) {
    for (int slot = 0; slot < size; slot++) {
      if (irqs[slot].intid() == intid) {
        return slot;
      }
    }
    return -1;
  }
}
