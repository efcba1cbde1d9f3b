package io.interlock.hypervisor.vgic;

import io.interlock.hardware.gic.GicRegister;
import io.interlock.hardware.gic.IntId;
import java.util.function.IntPredicate;

/// The registers that exist once per interrupt, as words of up to 32 interrupts
/// (`vgic-mmio.c`), for guests and for user space, which see pending states differently.
///
/// Interrupts beyond those of the VM read as zero and ignore writes.
final class IrqWords {
  /// Who accesses.
  enum Side {
    /// The guest, by a load or store that traps.
    GUEST,
    /// User space, through the device's attributes.
    USER
  }

  private static final int EDGE_FIELD = 0b10;

  private final Vgic vgic;
  private final int vcpu;

  /// The words as one vCPU has them.
  IrqWords(Vgic vgic, int vcpu) {
    this.vgic = vgic;
    this.vcpu = vcpu;
  }

  int read(GicRegister register, int first, Side side) {
    return switch (register) {
      case IGROUPR -> bits(first, n -> irq(n).group1());
      case ISENABLER, ICENABLER -> bits(first, n -> irq(n).enabled());
      case ISPENDR, ICPENDR ->
          bits(first, n -> side == Side.USER ? irq(n).pendingLatch() : irq(n).isPending());
      case ISACTIVER, ICACTIVER -> bits(first, n -> irq(n).active());
      case IPRIORITYR -> fields(first, 8, n -> irq(n).priority());
      case ICFGR -> fields(first, 2, n -> irq(n).edge() ? EDGE_FIELD : 0);
    };
  }

  void write(GicRegister register, int first, int value, Side side) {
    int step = register == GicRegister.IPRIORITYR ? 8 : register == GicRegister.ICFGR ? 2 : 1;
    for (int i = 0; i < 32 / step; i++) {
      if (exists(first + i)) {
        write(register, irq(first + i), value >>> (i * step), side);
      }
    }
  }

  private void write(GicRegister register, VgicIrq irq, int field, Side side) {
    boolean set = (field & 1) != 0;
    switch (register) {
      case IGROUPR -> putAndQueue(irq.withGroup1(set));
      case ISENABLER -> queueIf(set, irq.withEnabled(true));
      case ICENABLER -> putIf(set, irq.withEnabled(false));
      case ISPENDR -> writePending(irq, set, side);
      case ICPENDR -> putIf(set && side == Side.GUEST, irq.withLatch(false));
      case ISACTIVER -> queueIf(set, irq.withActive(true));
      case ICACTIVER -> putIf(set, irq.withActive(false));
      case IPRIORITYR -> vgic.put(vcpu, irq.withPriority(field & 0xFF));
      // SGIs stay edge triggered, PPIs level triggered.
      case ICFGR -> putIf(IntId.isSpi(irq.intid()), irq.withEdge((field & EDGE_FIELD) != 0));
    }
  }

  /// User space restores a state, so a zero means something, too.
  private void writePending(VgicIrq irq, boolean set, Side side) {
    if (side == Side.USER && !set) {
      vgic.put(vcpu, irq.withLatch(false));
    } else {
      queueIf(set, irq.withLatch(true));
    }
  }

  private void putIf(boolean condition, VgicIrq changed) {
    if (condition) {
      vgic.put(vcpu, changed);
    }
  }

  private void queueIf(boolean condition, VgicIrq changed) {
    if (condition) {
      putAndQueue(changed);
    }
  }

  private void putAndQueue(VgicIrq changed) {
    vgic.put(vcpu, changed);
    vgic.queue(vcpu, changed.intid());
  }

  private VgicIrq irq(int intid) {
    return vgic.irq(vcpu, intid);
  }

  private boolean exists(int intid) {
    return intid < vgic.interruptCount();
  }

  private int bits(int first, IntPredicate isSet) {
    return fields(first, 1, n -> isSet.test(n) ? 1 : 0);
  }

  private int fields(int first, int step, Field field) {
    int word = 0;
    for (int i = 0; i < 32 / step; i++) {
      word |= exists(first + i) ? field.of(first + i) << (i * step) : 0;
    }
    return word;
  }

  /// The field of one interrupt.
  private interface Field {
    int of(int intid);
  }
}
