package io.interlock.hypervisor.sched;

/// The load weight of a nice level. One level more is about 1.25 times less.
///
/// Source: `sched_prio_to_weight` in `kernel/sched/core.c`.
public final class Weight {
  /// The most favoured nice level.
  public static final int NICE_MIN = -20;

  /// The least favoured nice level.
  public static final int NICE_MAX = 19;

  /// The weight of nice 0, by which all others are measured.
  public static final int NICE_0 = 1024;

  /// The smallest and the largest weight in the table.
  public static final int MIN = 15;

  public static final int MAX = 88761;

  // Rounded by hand in the kernel, so it cannot be computed.
  private static final int[] BY_NICE = {
    88761, 71755, 56483, 46273, 36291,
    29154, 23254, 18705, 14949, 11916,
    9548, 7620, 6100, 4904, 3906,
    3121, 2501, 1991, 1586, 1277,
    1024, 820, 655, 526, 423,
    335, 272, 215, 172, 137,
    110, 87, 70, 56, 45,
    36, 29, 23, 18, 15,
  };

  private Weight() {}

  /// The weight of `nice`, -20 to 19.
  public static int ofNice(int nice) {
    if (nice < NICE_MIN || nice > NICE_MAX) {
      throw new IllegalArgumentException(
          "nice is " + nice + ", allowed are " + NICE_MIN + " to " + NICE_MAX);
    }
    return BY_NICE[nice - NICE_MIN];
  }

  static int checked(int weight) {
    if (weight < MIN || weight > MAX) {
      throw new IllegalArgumentException(
          "weight is " + weight + ", allowed are " + MIN + " to " + MAX);
    }
    return weight;
  }
}
