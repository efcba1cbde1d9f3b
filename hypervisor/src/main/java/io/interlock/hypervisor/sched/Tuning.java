package io.interlock.hypervisor.sched;

/// What an administrator may set on a run queue.
///
/// @param slicePicos how long a thread runs before its next request (`base_slice_ns`); 0.1 ms to
///     100 ms, the range that the kernel gives a custom slice
/// @param runToParity the feature `RUN_TO_PARITY`: a thread that was picked keeps the PE until its
///     slice ends or it is no longer eligible, so a wake-up with an earlier deadline has to wait
public record Tuning(long slicePicos, boolean runToParity) {
  static final long MILLISECOND = 1_000_000_000L;

  /// As the kernel starts: 3 ms, run to parity.
  public static final Tuning DEFAULT = new Tuning(3 * MILLISECOND, true);

  static final long SLICE_MIN_PICOS = MILLISECOND / 10;
  static final long SLICE_MAX_PICOS = 100 * MILLISECOND;

  // One scheduler tick at HZ=250: lag is allowed to grow to it even where slices are shorter.
  private static final long TICK_PICOS = 4 * MILLISECOND;

  public Tuning {
    if (slicePicos < SLICE_MIN_PICOS || slicePicos > SLICE_MAX_PICOS) {
      throw new IllegalArgumentException(
          "slice is %d ps, allowed are %d to %d"
              .formatted(slicePicos, SLICE_MIN_PICOS, SLICE_MAX_PICOS));
    }
  }

  /// The most service that a thread may be owed, or owe, when it leaves a queue (`entity_lag`).
  long lagLimitPicos() {
    return Math.max(2 * slicePicos, TICK_PICOS);
  }
}
