package io.interlock.hardware.spe;

import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;

/// The bits of a record's Events packet, which the event filters look at (Arm ARM D18.2.6).
public final class SampleEvents {
  public static final long EXCEPTION = 1L;
  public static final long RETIRED = 1L << 1;
  public static final long L1D_ACCESS = 1L << 2;
  public static final long L1D_REFILL = 1L << 3;
  public static final long TLB_ACCESS = 1L << 4;
  public static final long TLB_WALK = 1L << 5;
  public static final long NOT_TAKEN = 1L << 6;
  public static final long MISPREDICTED = 1L << 7;
  public static final long LLC_ACCESS = 1L << 8;
  public static final long LLC_MISS = 1L << 9;
  public static final long REMOTE = 1L << 10;
  public static final long MISALIGNED = 1L << 11;
  public static final long PARTIAL_PREDICATE = 1L << 17;
  public static final long EMPTY_PREDICATE = 1L << 18;
  public static final long L2D_ACCESS = 1L << 19;
  public static final long L2D_MISS = 1L << 20;
  public static final long MODIFIED = 1L << 21;
  public static final long RECENTLY_FETCHED = 1L << 22;
  public static final long SNOOPED = 1L << 23;
  public static final long STREAMING = 1L << 24;
  public static final long SHARED_RESOURCE = 1L << 25;

  private static final long ALWAYS = 0xFF;
  private static final long LAST_LEVEL_AND_REMOTE = LLC_ACCESS | LLC_MISS | REMOTE;
  private static final long PREDICATES = PARTIAL_PREDICATE | EMPTY_PREDICATE;
  private static final long SECOND_LEVEL_AND_SNOOPS =
      L2D_ACCESS | L2D_MISS | MODIFIED | RECENTLY_FETCHED | SNOOPED;
  private static final long STREAMS = STREAMING | SHARED_RESOURCE;

  private SampleEvents() {}

  /// The bits that PMSEVFR_EL1 and PMSNEVFR_EL1 hold; the others are RAZ/WI
  /// (`SPEFilterByEvents`). No implementation defined event is modelled.
  public static long filterable(SpuModel model) {
    long bits = RETIRED | L1D_REFILL | TLB_WALK | MISPREDICTED;
    if (model.has(SpuFeature.FNE)) {
      bits |= NOT_TAKEN;
    }
    if (model.version() >= 5) {
      bits |= L1D_ACCESS | TLB_ACCESS | LAST_LEVEL_AND_REMOTE | SECOND_LEVEL_AND_SNOOPS;
    }
    return bits | (recordable(model) & (MISALIGNED | PREDICATES | STREAMS));
  }

  /// The bits that a record can have.
  public static long recordable(SpuModel model) {
    long bits = ALWAYS | LAST_LEVEL_AND_REMOTE;
    if (model.version() >= 2) {
      bits |= MISALIGNED;
    }
    if (model.has(SpuFeature.SVE)) {
      bits |= PREDICATES;
    }
    if (model.version() >= 5) {
      bits |= SECOND_LEVEL_AND_SNOOPS;
    }
    return model.has(SpuFeature.SME) ? bits | STREAMS : bits;
  }
}
