package io.interlock.hardware.gic;

/// One write of ICC_SGI1R_EL1: which SGI, and for whom.
///
/// @param intid 0 to 15
/// @param allButSelf IRM: every PE except the sender; the other fields are then ignored
/// @param cluster Aff3, Aff2 and Aff1 of the targets in [Affinity] layout, Aff0 zero
/// @param rangeSelector RS, 0 to 15: bit n of the list means Aff0 = 16 * RS + n
/// @param targetList 16 bits
public record SgiRequest(
    int intid, boolean allButSelf, long cluster, int rangeSelector, int targetList) {

  private static final long IRM = 1L << 40;

  /// Takes the register value apart.
  public static SgiRequest decode(long sgi1r) {
    return new SgiRequest(
        (int) (sgi1r >>> 24) & 0xF,
        (sgi1r & IRM) != 0,
        Affinity.of(byteAt(sgi1r, 48), byteAt(sgi1r, 32), byteAt(sgi1r, 16), 0),
        (int) (sgi1r >>> 44) & 0xF,
        (int) sgi1r & 0xFFFF);
  }

  /// The register value that means this request.
  public long encode() {
    return ((long) intid << 24)
        | (allButSelf ? IRM : 0)
        | (((cluster >>> 32) & 0xFF) << 48)
        | (((cluster >>> 16) & 0xFF) << 32)
        | (((cluster >>> 8) & 0xFF) << 16)
        | ((long) rangeSelector << 44)
        | targetList;
  }

  /// Whether the PE with this affinity receives the SGI when the one with `sender` asks for it.
  public boolean reaches(long affinity, long sender) {
    if (allButSelf) {
      return affinity != sender;
    }
    int position = Affinity.aff0(affinity) - 16 * rangeSelector;
    return Affinity.cluster(affinity) == cluster
        && position >= 0
        && position < 16
        && ((targetList >>> position) & 1) != 0;
  }

  private static int byteAt(long value, int shift) {
    return (int) (value >>> shift) & 0xFF;
  }
}
