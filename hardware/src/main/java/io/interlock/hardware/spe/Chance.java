package io.interlock.hardware.spe;

/// A reproducible source of chance whose whole state is one number, so that it is saved and copied
/// with what draws from it (SplitMix64).
final class Chance {
  private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

  private Chance() {}

  /// The state behind this one.
  static long next(long state) {
    return state + STEP;
  }

  /// A state of its own for each number and seed.
  static long at(long seed, long number) {
    return bits(seed + number * STEP);
  }

  /// What is drawn in that state: 64 even bits.
  static long bits(long state) {
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
