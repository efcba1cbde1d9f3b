package io.interlock.hypervisor.vgic;

import io.interlock.hardware.gic.Affinity;
import io.interlock.hardware.gic.GicRegister;
import io.interlock.hardware.gic.IntId;

/// The distributor of a VM as its guest and user space see it: the GICD frame
/// (`vgic-mmio-v3.c`), over the state in a [Vgic].
///
/// Affinity routing is always on and there is one security state. The words of SGIs and PPIs read
/// as zero, since they are in the redistributors.
public final class GuestDistributor {
  private static final int CTLR = 0x0000;
  private static final int TYPER = 0x0004;
  private static final int IIDR = 0x0008;
  private static final int HEADER_END = 0x0014;
  private static final int ITARGETSR = 0x0800;
  private static final int IGRPMODR = 0x0D00;
  private static final int IGRPMODR_END = 0x0D80;
  private static final int IROUTER = 0x6000;
  private static final int IROUTER_END = IROUTER + 8 * (IntId.SPI_MAX + 1);
  private static final int ID_REGISTERS = 0xFFD0;
  private static final int FRAME_END = 0x1_0000;

  private static final int ENABLE_GROUP_1 = 1 << 1;
  private static final int AFFINITY_ROUTING = 1 << 4;
  private static final int ONE_SECURITY_STATE = 1 << 6;
  private static final int INTID_BITS = 10;
  // Product 0x4B (KVM), revision 3, implementer Arm.
  private static final int IIDR_VALUE = 0x4B00_343B;

  private final Vgic vgic;
  private final IrqWords words;

  /// The distributor of that VM.
  public GuestDistributor(Vgic vgic) {
    this.vgic = vgic;
    words = new IrqWords(vgic, 0);
  }

  /// Whether a register is at `offset`, a multiple of four; those of interrupts that the VM does
  /// not have are not there.
  public boolean has(int offset) {
    GicRegister register = GicRegister.at(offset);
    if (register != null) {
      return register.firstIntId(offset) < vgic.interruptCount();
    }
    if (isRouter(offset)) {
      return routed(offset) < vgic.interruptCount();
    }
    return (offset >= CTLR && offset < HEADER_END)
        || (offset >= ITARGETSR && offset < GicRegister.ICFGR.offset())
        || (offset >= IGRPMODR && offset < IGRPMODR_END)
        || (offset >= ID_REGISTERS && offset < FRAME_END);
  }

  /// Guest read of the 32-bit word at `offset`; unknown registers read as zero.
  public int read(int offset) {
    return read(offset, IrqWords.Side.GUEST);
  }

  /// Guest write of the 32-bit word at `offset`; unknown registers ignore it.
  public void write(int offset, int value) {
    write(offset, value, IrqWords.Side.GUEST);
  }

  /// Read through `KVM_DEV_ARM_VGIC_GRP_DIST_REGS`.
  public int userRead(int offset) {
    return read(offset, IrqWords.Side.USER);
  }

  /// Write through `KVM_DEV_ARM_VGIC_GRP_DIST_REGS`; says whether the value is possible, as any is
  /// but for another GICD_IIDR.
  public boolean userWrite(int offset, int value) {
    if (offset == IIDR) {
      return value == IIDR_VALUE;
    }
    write(offset, value, IrqWords.Side.USER);
    return true;
  }

  private int read(int offset, IrqWords.Side side) {
    GicRegister register = GicRegister.at(offset);
    if (register != null) {
      int first = register.firstIntId(offset);
      return IntId.isPrivate(first) ? 0 : words.read(register, first, side);
    }
    if (isRouter(offset)) {
      return has(offset) ? readRouter(offset) : 0;
    }
    return header(offset, vgic.isEnabled(), vgic.interruptCount());
  }

  /// What a register reads that exists once and not per interrupt; 0 for one that is not there.
  public static int header(int offset, boolean enabled, int interrupts) {
    return switch (offset) {
      case CTLR -> (enabled ? ENABLE_GROUP_1 : 0) | AFFINITY_ROUTING | ONE_SECURITY_STATE;
      case TYPER -> (interrupts / 32 - 1) | (INTID_BITS - 1) << 19;
      case IIDR -> IIDR_VALUE;
      default -> 0;
    };
  }

  /// Whether the register at `offset` switches the distributor on and off.
  public static boolean isControl(int offset) {
    return offset == CTLR;
  }

  /// Whether a write of that value to the control register leaves the distributor on.
  public static boolean enables(long value) {
    return (value & ENABLE_GROUP_1) != 0;
  }

  private void write(int offset, int value, IrqWords.Side side) {
    GicRegister register = GicRegister.at(offset);
    if (register != null) {
      int first = register.firstIntId(offset);
      if (!IntId.isPrivate(first)) {
        words.write(register, first, value, side);
      }
    } else if (isRouter(offset)) {
      writeRouter(offset, value);
    } else if (offset == CTLR) {
      vgic.enable((value & ENABLE_GROUP_1) != 0);
    }
  }

  private static boolean isRouter(int offset) {
    return offset >= IROUTER + 8 * IntId.SPI_MIN && offset < IROUTER_END;
  }

  private static int routed(int offset) {
    return (offset - IROUTER) / 8;
  }

  private int readRouter(int offset) {
    int target = vgic.irq(0, routed(offset)).targetVcpu();
    boolean upper = (offset & 4) != 0;
    return upper || target == Vgic.NOBODY ? 0 : Affinity.packed(vgic.affinity(target)) & 0xFF_FFFF;
  }

  /// The upper word with Aff3 is ignored. Who has the interrupt keeps it until its next sync, and
  /// nobody is told.
  private void writeRouter(int offset, int value) {
    if ((offset & 4) == 0 && has(offset)) {
      VgicIrq irq = vgic.irq(0, routed(offset));
      vgic.put(0, irq.withTarget(vgic.vcpuAt(value & 0xFF_FFFF)));
    }
  }
}
