package io.interlock.hypervisor.vgic;

import io.interlock.hardware.gic.Affinity;
import io.interlock.hardware.gic.GicRegister;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.Redistributor;

/// The redistributor of a vCPU as its guest sees it: the registers of the RD_base and SGI_base
/// frames (`vgic-mmio-v3.c`), over the state in a [VgicCpu].
///
/// As in KVM, GICR_TYPER leaves Aff3 out, and there are no LPIs.
///
/// The guest cannot put a redistributor to sleep (GICR_WAKER reads as zero), nor change the trigger
/// of private interrupts.
///
/// @param vcpuId processor number, 0 to 511
/// @param affinity from the guest's MPIDR_EL1, in [Affinity] layout
/// @param last whether the frame is the last of its contiguous block
public record GuestRedistributor(int vcpuId, long affinity, boolean last) {
  private static final int IIDR = 0x0004;
  private static final int TYPER_LOW = 0x0008;
  private static final int TYPER_HIGH = 0x000C;
  private static final int HEADER_END = 0x0018;
  private static final int ID_REGISTERS = 0xFFD0;
  private static final int IGRPMODR0 = Redistributor.SGI_BASE + 0x0D00;
  // Product 0x4B (KVM), implementer Arm; the revision is in GICD_IIDR only.
  private static final int IIDR_VALUE = 0x4B00_043B;
  private static final int AFF2_TO_AFF0 = 0x00FF_FFFF;

  /// Guest read of the 32-bit word at `offset` from RD_base; unknown registers read as zero.
  public int read(VgicCpu cpu, int offset, PhysicalIrqs physical) {
    GicRegister register = GicRegister.at(offset - Redistributor.SGI_BASE);
    if (register != null) {
      int first = register.firstIntId(offset - Redistributor.SGI_BASE);
      return IntId.isPrivate(first) ? readBank(cpu.privates(), register, first, physical) : 0;
    }
    return switch (offset) {
      case IIDR -> IIDR_VALUE;
      case TYPER_LOW -> (vcpuId << 8) | (last ? 1 << 4 : 0);
      case TYPER_HIGH -> Affinity.packed(affinity) & AFF2_TO_AFF0;
      default -> 0;
    };
  }

  /// Guest write of the 32-bit word at `offset` from RD_base. Returns whether the vCPU must be told
  /// (request and kick): only for registers whose handler queues the interrupt.
  public boolean write(VgicCpu cpu, int offset, int value, PhysicalIrqs physical) {
    GicRegister register = GicRegister.at(offset - Redistributor.SGI_BASE);
    if (register == null) {
      return false;
    }
    int first = register.firstIntId(offset - Redistributor.SGI_BASE);
    return IntId.isPrivate(first) && writeBank(cpu, register, first, value, physical);
  }

  /// Whether a register is at `offset`, a multiple of four.
  public static boolean has(int offset) {
    GicRegister register = GicRegister.at(offset - Redistributor.SGI_BASE);
    if (register != null) {
      return IntId.isPrivate(register.firstIntId(offset - Redistributor.SGI_BASE));
    }
    return (offset >= 0 && offset < HEADER_END)
        || (offset >= ID_REGISTERS && offset < Redistributor.SGI_BASE)
        || offset == IGRPMODR0;
  }

  /// Read through `KVM_DEV_ARM_VGIC_GRP_REDIST_REGS` of the redistributor of `vcpu`.
  public int userRead(Vgic vgic, int vcpu, int offset) {
    GicRegister register = GicRegister.at(offset - Redistributor.SGI_BASE);
    if (register == null) {
      return read(vgic.cpu(vcpu), offset, PhysicalIrqs.NONE);
    }
    int first = register.firstIntId(offset - Redistributor.SGI_BASE);
    return new IrqWords(vgic, vcpu).read(register, first, IrqWords.Side.USER);
  }

  /// Write through `KVM_DEV_ARM_VGIC_GRP_REDIST_REGS`; says whether the value is possible, as any
  /// is but for another GICR_IIDR.
  public boolean userWrite(Vgic vgic, int vcpu, int offset, int value) {
    GicRegister register = GicRegister.at(offset - Redistributor.SGI_BASE);
    if (register != null) {
      int first = register.firstIntId(offset - Redistributor.SGI_BASE);
      new IrqWords(vgic, vcpu).write(register, first, value, IrqWords.Side.USER);
    }
    return offset != IIDR || value == IIDR_VALUE;
  }

  private static int readBank(
      IrqBank bank, GicRegister register, int first, PhysicalIrqs physical) {
    return switch (register) {
      case IGROUPR -> bank.group1;
      case ISENABLER, ICENABLER -> bank.enabled;
      case ISPENDR, ICPENDR -> readPending(bank, physical);
      case ISACTIVER, ICACTIVER -> bank.active;
      case IPRIORITYR -> readPriorities(bank, first);
      case ICFGR -> first == IntId.SGI_MIN ? 0xAAAA_AAAA : 0;
    };
  }

  private static boolean writeBank(
      VgicCpu cpu, GicRegister register, int first, int value, PhysicalIrqs physical) {
    IrqBank bank = cpu.privates();
    switch (register) {
      case IGROUPR -> {
        bank.group1 = value;
        return cpu.queuePrivates(~0);
      }
      case ISENABLER -> {
        enable(bank, value, physical);
        return cpu.queuePrivates(value);
      }
      case ISPENDR -> {
        bank.latch |= value;
        setPhysicalActive(bank, value & bank.mapped, true, physical);
        return cpu.queuePrivates(value);
      }
      case ISACTIVER -> {
        bank.active |= value;
        setPhysicalActive(bank, value & bank.mapped, true, physical);
        return cpu.queuePrivates(value);
      }
      case ICENABLER -> bank.enabled &= ~value;
      case ICPENDR -> clearPending(bank, value, physical);
      case ICACTIVER -> {
        bank.active &= ~value;
        setPhysicalActive(bank, value & bank.mapped, false, physical);
      }
      case IPRIORITYR -> writePriorities(bank, first, value);
      case ICFGR -> {
        // SGIs stay edge triggered, PPIs level triggered.
      }
    }
    // What was changed here reaches a guest that runs only after its next exit.
    return false;
  }

  /// `vgic_mmio_write_senable`: while the interrupt was disabled, the guest may have quietened the
  /// device unseen.
  private static void enable(IrqBank bank, int bits, PhysicalIrqs physical) {
    bank.enabled |= bits;
    for (int rest = bits & bank.mappedLevel(); rest != 0; rest &= rest - 1) {
      int n = Integer.numberOfTrailingZeros(rest);
      boolean wasHigh = (bank.line & (1 << n)) != 0;
      boolean isHigh = physical.isLineHigh(bank.pintid(n));
      bank.line = IrqBank.with(bank.line, 1 << n, isHigh);
      if (wasHigh && !isHigh && (bank.active & (1 << n)) == 0) {
        physical.setActive(bank.pintid(n), false);
      }
    }
  }

  /// `vgic_mmio_write_cpending`, `vgic_hw_irq_cpending`: making pending and taking it back must not
  /// leave the physical interrupt masked.
  private static void clearPending(IrqBank bank, int bits, PhysicalIrqs physical) {
    bank.latch &= ~bits;
    for (int rest = bits & bank.mapped; rest != 0; rest &= rest - 1) {
      physical.clearPending(bank.pintid(Integer.numberOfTrailingZeros(rest)));
    }
    setPhysicalActive(bank, bits & bank.mapped & ~bank.active, false, physical);
  }

  private static void setPhysicalActive(
      IrqBank bank, int bits, boolean active, PhysicalIrqs physical) {
    for (int rest = bits; rest != 0; rest &= rest - 1) {
      physical.setActive(bank.pintid(Integer.numberOfTrailingZeros(rest)), active);
    }
  }

  /// Of a mapped level interrupt the guest reads the physical line.
  private static int readPending(IrqBank bank, PhysicalIrqs physical) {
    int pending = bank.pending();
    for (int rest = bank.mappedLevel(); rest != 0; rest &= rest - 1) {
      int n = Integer.numberOfTrailingZeros(rest);
      pending = IrqBank.with(pending, 1 << n, physical.isLineHigh(bank.pintid(n)));
    }
    return pending;
  }

  private static int readPriorities(IrqBank bank, int first) {
    int word = 0;
    for (int i = 0; i < 4; i++) {
      word |= bank.priority(first + i) << (8 * i);
    }
    return word;
  }

  private static void writePriorities(IrqBank bank, int first, int word) {
    for (int i = 0; i < 4; i++) {
      bank.setPriority(first + i, word >>> (8 * i));
    }
  }
}
