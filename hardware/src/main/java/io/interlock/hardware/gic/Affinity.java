package io.interlock.hardware.gic;

/// PE affinities in the layout that MPIDR_EL1 and GICD_IROUTER share: Aff3 `[39:32]`, Aff2
/// `[23:16]`, Aff1 `[15:8]`, Aff0 `[7:0]`.
public final class Affinity {
  /// The affinity bits of MPIDR_EL1.
  public static final long MASK = 0xFF_00FF_FFFFL;

  private Affinity() {}

  /// The four fields, each 0 to 255, in one value.
  public static long of(int aff3, int aff2, int aff1, int aff0) {
    return ((long) aff3 << 32) | ((long) aff2 << 16) | ((long) aff1 << 8) | aff0;
  }

  public static int aff0(long affinity) {
    return (int) affinity & 0xFF;
  }

  /// Aff3.Aff2.Aff1 alone: equal for the PEs that one ICC_SGI1R_EL1 write can name in its list.
  public static long cluster(long affinity) {
    return affinity & MASK & ~0xFFL;
  }

  /// The four fields side by side in 32 bits, as GICR_TYPER `[63:32]` has them.
  public static int packed(long affinity) {
    return ((int) (affinity >>> 8) & 0xFF00_0000) | ((int) affinity & 0x00FF_FFFF);
  }
}
