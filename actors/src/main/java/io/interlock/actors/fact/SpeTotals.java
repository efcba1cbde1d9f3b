package io.interlock.actors.fact;

import io.interlock.hardware.spe.ProfilingUnit;
import io.interlock.hardware.spe.SpeCount;

/// What became of operations that could be sampled. All samples are accounted for:
/// `population >= samples`, `samples = collisions + filtered + passed`, and what passed was
/// written, discarded, lost, or is on its way.
///
/// @param population operations that could have been sampled
/// @param samples operations that were selected
/// @param collisions samples dropped because another was in flight
/// @param filtered samples that a filter dropped
/// @param written records in the buffer
/// @param discarded records dropped in discard mode
/// @param lost records that should have been written
/// @param bytes in the buffer
public record SpeTotals(
    long population,
    long samples,
    long collisions,
    long filtered,
    long written,
    long discarded,
    long lost,
    long bytes) {
  /// Nothing was counted.
  public static final SpeTotals NONE = new SpeTotals(0, 0, 0, 0, 0, 0, 0, 0);

  /// What a unit has counted.
  public static SpeTotals of(ProfilingUnit unit) {
    long feed = unit.counted(SpeCount.FEED);
    long collisions = unit.counted(SpeCount.COLLISION);
    return new SpeTotals(
        unit.counted(SpeCount.POPULATION),
        feed + collisions,
        collisions,
        feed - unit.counted(SpeCount.FILTRATE),
        unit.counted(SpeCount.WRITTEN),
        unit.counted(SpeCount.DISCARDED),
        unit.counted(SpeCount.LOST),
        unit.counted(SpeCount.BYTES));
  }

  /// Records that passed the filters and have not come to an end.
  public long onTheirWay() {
    return samples - collisions - filtered - written - discarded - lost;
  }

  /// Both together.
  public SpeTotals plus(SpeTotals other) {
    return times(1, other);
  }

  /// What was counted since `earlier`.
  public SpeTotals minus(SpeTotals earlier) {
    return times(-1, earlier);
  }

  private SpeTotals times(long sign, SpeTotals other) {
    return new SpeTotals(
        population + sign * other.population,
        samples + sign * other.samples,
        collisions + sign * other.collisions,
        filtered + sign * other.filtered,
        written + sign * other.written,
        discarded + sign * other.discarded,
        lost + sign * other.lost,
        bytes + sign * other.bytes);
  }
}
