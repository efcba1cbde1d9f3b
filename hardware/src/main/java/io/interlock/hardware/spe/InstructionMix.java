package io.interlock.hardware.spe;

/// What a program executes, in shares of a thousand.
///
/// @param loads of all operations
/// @param stores of all operations
/// @param branches of all operations
/// @param l1Misses of loads and stores
/// @param l2Misses of those that miss the first level
/// @param lastLevelMisses of those that miss the second level
/// @param tableWalks of loads and stores
/// @param notTaken of branches
/// @param mispredicted of branches
/// @param textBytes of code, from `textStart` on
/// @param dataBytes of data, from `dataStart` on
public record InstructionMix(
    int loads,
    int stores,
    int branches,
    int l1Misses,
    int l2Misses,
    int lastLevelMisses,
    int tableWalks,
    int notTaken,
    int mispredicted,
    long textStart,
    int textBytes,
    long dataStart,
    int dataBytes) {
  /// Where a kernel's code is.
  public static final long KERNEL_TEXT = 0xFFFF_8000_8000_0000L;

  /// How much code that is.
  public static final int KERNEL_TEXT_BYTES = 1 << 20;

  private static final int THOUSAND = 1000;
  private static final long KERNEL_DATA = 0xFFFF_0000_8000_0000L;

  /// An ordinary program: a quarter loads, a tenth stores, a fifth branches, mostly in the caches.
  public static final InstructionMix ORDINARY =
      new InstructionMix(
          250, 100, 200, 40, 250, 300, 8, 400, 20, 0x40_0000, 64 << 10, 0xffff_8000_0000L, 8 << 20);

  /// A program that walks through more memory than any cache holds.
  public static final InstructionMix MEMORY_BOUND =
      new InstructionMix(
          350,
          100,
          150,
          300,
          700,
          800,
          60,
          300,
          10,
          0x40_0000,
          16 << 10,
          0xfffe_0000_0000L,
          1 << 30);

  public InstructionMix {
    requireShare("loads, stores and branches", loads + stores + branches);
    requireShare("L1 misses", l1Misses);
    requireShare("L2 misses", l2Misses);
    requireShare("last-level misses", lastLevelMisses);
    requireShare("table walks", tableWalks);
    requireShare("branches not taken", notTaken);
    requireShare("mispredicted branches", mispredicted);
    if (loads < 0 || stores < 0 || branches < 0 || textBytes < 4 || dataBytes < 8) {
      throw new IllegalArgumentException(
          "negative share, or code below 4 bytes or data below 8: %d, %d, %d, %d, %d"
              .formatted(loads, stores, branches, textBytes, dataBytes));
    }
  }

  /// The same shares in a kernel, at addresses of its own.
  public InstructionMix ofKernel() {
    return new InstructionMix(
        loads,
        stores,
        branches,
        l1Misses,
        l2Misses,
        lastLevelMisses,
        tableWalks,
        notTaken,
        mispredicted,
        KERNEL_TEXT,
        KERNEL_TEXT_BYTES,
        KERNEL_DATA,
        dataBytes);
  }

  private static void requireShare(String what, int share) {
    if (share < 0 || share > THOUSAND) {
      throw new IllegalArgumentException(
          "%s: %d of a thousand; allowed: 0 to 1000".formatted(what, share));
    }
  }
}
