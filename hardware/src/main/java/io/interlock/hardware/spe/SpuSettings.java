package io.interlock.hardware.spe;

import io.interlock.hardware.topology.SpuModel;

/// How the SPU of one PE is built.
///
/// @param granuleShift log2 of the PE's smallest translation granule: 12, 14 or 16
/// @param queuedRecords how many records may wait to be written until a barrier wants them; with 0
///     each is in memory, and the registers tell of it, as soon as it is complete
/// @param badPointers what it does about pointers that software must not give it
public record SpuSettings(
    SpuModel model, int granuleShift, int queuedRecords, BadPointers badPointers) {
  private static final int QUEUED_RECORDS_MAX = 1024;

  /// What becomes of records where pointer and limit break the rules, which the manual leaves
  /// CONSTRAINED UNPREDICTABLE.
  public enum BadPointers {
    /// The buffer counts as full.
    REPORT_FULL,
    /// An event says that the access is not allowed.
    REPORT_ACCESS,
    /// Records vanish.
    DROP,
    /// Records are written where the pointer points.
    WRITE
  }

  public SpuSettings {
    if (granuleShift != 12 && granuleShift != 14 && granuleShift != 16) {
      throw new IllegalArgumentException("granule shift " + granuleShift + "; allowed: 12, 14, 16");
    }
    if (queuedRecords < 0 || queuedRecords > QUEUED_RECORDS_MAX) {
      throw new IllegalArgumentException(
          queuedRecords + " queued records; allowed: 0 to " + QUEUED_RECORDS_MAX);
    }
  }

  /// An SPU on a PE with 4 KiB granules that holds nothing back.
  public static SpuSettings prompt(SpuModel model) {
    return new SpuSettings(model, 12, 0, BadPointers.REPORT_FULL);
  }

  /// The same, holding back up to that many records.
  public SpuSettings queueing(int records) {
    return new SpuSettings(model, granuleShift, records, badPointers);
  }
}
