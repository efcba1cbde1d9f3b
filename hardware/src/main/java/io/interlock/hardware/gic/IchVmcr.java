package io.interlock.hardware.gic;

/// ICH_VMCR_EL2: the guest's view of its ICC control registers, in one register.
///
/// @param group0Enabled VENG0, bit 0
/// @param group1Enabled VENG1, bit 1
/// @param ackControl VAckCtl, bit 2
/// @param fiqEnabled VFIQEn, bit 3
/// @param commonBinaryPoint VCBPR, bit 4: VBPR0 rules group 1 too
/// @param eoiDropsOnly VEOIM, bit 9: EOImode 1
/// @param binaryPoint1 VBPR1, bits `[20:18]`
/// @param binaryPoint0 VBPR0, bits `[23:21]`
/// @param priorityMask VPMR, bits `[31:24]`
public record IchVmcr(
    boolean group0Enabled,
    boolean group1Enabled,
    boolean ackControl,
    boolean fiqEnabled,
    boolean commonBinaryPoint,
    boolean eoiDropsOnly,
    int binaryPoint1,
    int binaryPoint0,
    int priorityMask) {

  static final long VENG0 = 1;
  static final long VENG1 = 1 << 1;
  private static final long VACKCTL = 1 << 2;
  private static final long VFIQEN = 1 << 3;
  private static final long VCBPR = 1 << 4;

  /// EOImode 1.
  public static final long VEOIM = 1 << 9;

  private static final int VBPR1_SHIFT = 18;
  private static final int VBPR0_SHIFT = 21;
  private static final int VPMR_SHIFT = 24;

  /// Takes a register value apart.
  public static IchVmcr decode(long vmcr) {
    return new IchVmcr(
        (vmcr & VENG0) != 0,
        (vmcr & VENG1) != 0,
        (vmcr & VACKCTL) != 0,
        (vmcr & VFIQEN) != 0,
        (vmcr & VCBPR) != 0,
        (vmcr & VEOIM) != 0,
        (int) (vmcr >>> VBPR1_SHIFT) & 7,
        (int) (vmcr >>> VBPR0_SHIFT) & 7,
        priorityMask(vmcr));
  }

  /// The register value.
  public long encode() {
    return (group0Enabled ? VENG0 : 0)
        | (group1Enabled ? VENG1 : 0)
        | (ackControl ? VACKCTL : 0)
        | (fiqEnabled ? VFIQEN : 0)
        | (commonBinaryPoint ? VCBPR : 0)
        | (eoiDropsOnly ? VEOIM : 0)
        | ((binaryPoint1 & 7L) << VBPR1_SHIFT)
        | ((binaryPoint0 & 7L) << VBPR0_SHIFT)
        | ((priorityMask & 0xFFL) << VPMR_SHIFT);
  }

  /// VPMR of a register value.
  public static int priorityMask(long vmcr) {
    return (int) (vmcr >>> VPMR_SHIFT) & 0xFF;
  }

  /// The binary point that splits group 1 priorities (`__vgic_v3_get_bpr1`): with a common binary
  /// point one more than VBPR0, at most 7.
  public static int effectiveBinaryPoint1(long vmcr) {
    return (vmcr & VCBPR) != 0
        ? Math.min(((int) (vmcr >>> VBPR0_SHIFT) & 7) + 1, 7)
        : (int) (vmcr >>> VBPR1_SHIFT) & 7;
  }
}
