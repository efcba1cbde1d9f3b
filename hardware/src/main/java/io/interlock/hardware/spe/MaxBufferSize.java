package io.interlock.hardware.spe;

/// The size limit in PMBIDR_EL1.MaxBuffSize: a number with nine bits of mantissa and five of
/// exponent. Hardware always reads as zero there, no limit; hypervisors tell guests theirs.
public final class MaxBufferSize {
  /// The largest size that the field can say, in bytes.
  public static final long BYTES_MAX = bytes(0x3FFF);

  private static final int MANTISSA_BITS = 9;
  private static final int MANTISSA_MASK = (1 << MANTISSA_BITS) - 1;
  private static final int EXPONENT_MASK = 0x1F;
  private static final int PAGE_SHIFT = 12;

  private MaxBufferSize() {}

  /// The bytes that a field value stands for; 0 is no limit. Bits 15 and 14 are reserved and do not
  /// count.
  public static long bytes(int field) {
    int exponent = (field >> MANTISSA_BITS) & EXPONENT_MASK;
    long mantissa = field & MANTISSA_MASK;
    return exponent == 0
        ? mantissa << PAGE_SHIFT
        : (MANTISSA_MASK + 1 + mantissa) << (exponent + PAGE_SHIFT - 1);
  }

  /// The field value of the largest size that is not above `bytes`; 0 below a page.
  public static int floor(long bytes) {
    if (Long.compareUnsigned(bytes, BYTES_MAX) >= 0) {
      return 0x3FFF;
    }
    long pages = bytes >>> PAGE_SHIFT;
    if (pages <= MANTISSA_MASK) {
      return (int) pages;
    }
    int exponent = Long.SIZE - Long.numberOfLeadingZeros(pages) - MANTISSA_BITS;
    int mantissa = (int) (pages >> (exponent - 1)) & MANTISSA_MASK;
    return (exponent << MANTISSA_BITS) | mantissa;
  }

  /// Whether the field can say exactly this size.
  public static boolean isRepresentable(long bytes) {
    return bytes(floor(bytes)) == bytes;
  }
}
