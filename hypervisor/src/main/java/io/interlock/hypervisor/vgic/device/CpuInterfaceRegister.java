package io.interlock.hypervisor.vgic.device;

import io.interlock.hardware.gic.IchRegisters;
import org.jspecify.annotations.Nullable;

/// The ICC registers that hold state, as user space and a trapped guest see them: fields of
/// ICH_VMCR_EL2 and the active priorities (`vgic-sys-reg-v3.c`).
public enum CpuInterfaceRegister {
  /// Interrupts at this priority and less urgent ones wait.
  ICC_PMR_EL1(4, 6, 0),
  /// Where priorities of group 0 are split.
  ICC_BPR0_EL1(12, 8, 3),
  /// Active priorities of group 1.
  ICC_AP1R0_EL1(12, 9, 0),
  /// Where priorities of group 1 are split.
  ICC_BPR1_EL1(12, 12, 3),
  /// Bit 0: one binary point for both groups; bit 1: EOImode.
  ICC_CTLR_EL1(12, 12, 4),
  /// System registers are in use, always.
  ICC_SRE_EL1(12, 12, 5),
  /// Group 0 is enabled.
  ICC_IGRPEN0_EL1(12, 12, 6),
  /// Group 1 is enabled.
  ICC_IGRPEN1_EL1(12, 12, 7);

  private static final int OP0 = 3;
  private static final int SRE_VALUE = 0b111;
  private static final long COMMON_BINARY_POINT = 1;
  private static final long EOI_DROPS_ONLY = 1 << 1;
  // Five bits of priority.
  private static final long PRIORITY_BITS = 4 << 8;
  private static final long PRIORITY_BITS_MASK = 7 << 8;
  private static final int VCBPR = 4;
  private static final int VEOIM = 9;
  private static final int VBPR1 = 18;
  private static final int VBPR0 = 21;
  private static final int VPMR = 24;

  private final int encoding;

  CpuInterfaceRegister(int crn, int crm, int op2) {
    encoding = OP0 << 14 | crn << 7 | crm << 3 | op2;
  }

  /// Op0, op1, CRn, CRm and op2 as `KVM_DEV_ARM_VGIC_GRP_CPU_SYSREGS` packs them.
  public int encoding() {
    return encoding;
  }

  /// The register with that encoding, or null.
  static @Nullable CpuInterfaceRegister encoded(int encoding) {
    for (CpuInterfaceRegister register : values()) {
      if (register.encoding == encoding) {
        return register;
      }
    }
    return null;
  }

  /// The register with that name, or null.
  public static @Nullable CpuInterfaceRegister named(String name) {
    for (CpuInterfaceRegister register : values()) {
      if (register.name().equals(name)) {
        return register;
      }
    }
    return null;
  }

  /// Its value.
  public long read(IchRegisters registers) {
    long vmcr = registers.vmcr();
    return switch (this) {
      case ICC_PMR_EL1 -> field(vmcr, VPMR, 0xFF);
      case ICC_BPR0_EL1 -> field(vmcr, VBPR0, 7);
      case ICC_BPR1_EL1 -> field(vmcr, VBPR1, 7);
      case ICC_AP1R0_EL1 -> Integer.toUnsignedLong(registers.ap1r());
      case ICC_CTLR_EL1 -> field(vmcr, VCBPR, 1) | field(vmcr, VEOIM, 1) << 1 | PRIORITY_BITS;
      case ICC_SRE_EL1 -> SRE_VALUE;
      case ICC_IGRPEN0_EL1 -> field(vmcr, 0, 1);
      case ICC_IGRPEN1_EL1 -> field(vmcr, 1, 1);
    };
  }

  /// Whether user space may write that value: system registers stay in use, and there are no more
  /// bits of priority than the host has.
  boolean allows(long value) {
    return switch (this) {
      case ICC_SRE_EL1 -> (value & 1) != 0;
      case ICC_CTLR_EL1 -> (value & PRIORITY_BITS_MASK) <= PRIORITY_BITS;
      default -> true;
    };
  }

  /// Sets what can be written of it.
  public void write(IchRegisters registers, long value) {
    switch (this) {
      case ICC_PMR_EL1 -> put(registers, VPMR, 0xFF, value & 0xF8);
      case ICC_BPR0_EL1 -> put(registers, VBPR0, 7, value);
      case ICC_BPR1_EL1 -> put(registers, VBPR1, 7, value);
      case ICC_AP1R0_EL1 -> registers.writeAp1r((int) value);
      case ICC_CTLR_EL1 -> {
        put(registers, VCBPR, 1, value & COMMON_BINARY_POINT);
        put(registers, VEOIM, 1, (value & EOI_DROPS_ONLY) >> 1);
      }
      case ICC_SRE_EL1 -> {
        // Read-only to the guest.
      }
      case ICC_IGRPEN0_EL1 -> put(registers, 0, 1, value);
      case ICC_IGRPEN1_EL1 -> put(registers, 1, 1, value);
    }
  }

  private static long field(long vmcr, int shift, long mask) {
    return vmcr >>> shift & mask;
  }

  private static void put(IchRegisters registers, int shift, long mask, long value) {
    registers.writeVmcr((registers.vmcr() & ~(mask << shift)) | ((value & mask) << shift));
  }
}
