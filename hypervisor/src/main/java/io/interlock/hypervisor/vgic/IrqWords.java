package io.interlock.hypervisor.vgic;

import io.interlock.hardware.gic.GicRegister;

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

  private final Vgic vgic;
  private final int vcpu;

  /// The words as one vCPU has them.
  IrqWords(Vgic vgic, int vcpu) {
    this.vgic = vgic;
    this.vcpu = vcpu;
  }

  int read(GicRegister register, int first, Side side) {
    boolean latchOnly =
        side == Side.USER && (register == GicRegister.ISPENDR || register == GicRegister.ICPENDR);
    int word = 0;
    for (int i = 0; i < register.interruptsPerWord(); i++) {
      if (exists(first + i)) {
        VgicIrq irq = irq(first + i);
        int field = IrqChange.field(latchOnly ? irq.withLine(false) : irq, register);
        word |= field << (i * register.bitsPerInterrupt());
      }
    }
    return word;
  }

  void write(GicRegister register, int first, int value, Side side) {
    for (int i = 0; i < register.interruptsPerWord(); i++) {
      if (exists(first + i)) {
        write(register, irq(first + i), value >>> (i * register.bitsPerInterrupt()), side);
      }
    }
  }

  /// User space restores a pending state by ISPENDR, so a zero there means something, too, and
  /// ICPENDR nothing.
  private void write(GicRegister register, VgicIrq irq, int field, Side side) {
    boolean clears = register == GicRegister.ISPENDR && (field & 1) == 0;
    if (side == Side.USER && clears) {
      vgic.put(vcpu, irq.withLatch(false));
    } else if (side == Side.GUEST || register != GicRegister.ICPENDR) {
      IrqChange change = new IrqChange.Field(register, field);
      vgic.put(vcpu, change.applied(irq));
      if (change.queues(irq)) {
        vgic.queue(vcpu, irq.intid());
      }
    }
  }

  private VgicIrq irq(int intid) {
    return vgic.irq(vcpu, intid);
  }

  private boolean exists(int intid) {
    return intid < vgic.interruptCount();
  }
}
