package io.interlock.hardware.pmu;

/// Numbers of the architecture's common events.
public final class PmuEvent {
  /// Counts writes of PMSWINC_EL0.
  public static final int SW_INCR = 0x00;

  /// Counts refills of the first-level instruction cache.
  public static final int L1I_CACHE_REFILL = 0x01;

  /// Counts refills of the first-level data cache.
  public static final int L1D_CACHE_REFILL = 0x03;

  /// Counts accesses of the first-level data cache.
  public static final int L1D_CACHE = 0x04;

  /// Counts instructions that were architecturally executed.
  public static final int INST_RETIRED = 0x08;

  /// Counts branches that were mispredicted.
  public static final int BR_MIS_PRED = 0x10;

  /// Counts cycles of the PE.
  public static final int CPU_CYCLES = 0x11;

  /// Counts branches that could be predicted.
  public static final int BR_PRED = 0x12;

  /// Counts data memory accesses.
  public static final int MEM_ACCESS = 0x13;

  /// Counts operations that were executed, even if speculatively.
  public static final int INST_SPEC = 0x1B;

  /// Counts overflows of the even counter before an odd one.
  public static final int CHAIN = 0x1E;

  /// Counts cycles without an operation from the front end.
  public static final int STALL_FRONTEND = 0x23;

  /// Counts cycles without an operation issued because of the back end.
  public static final int STALL_BACKEND = 0x24;

  /// Counts slots of [#STALL_BACKEND].
  public static final int STALL_SLOT_BACKEND = 0x3D;

  /// Counts slots of [#STALL_FRONTEND].
  public static final int STALL_SLOT_FRONTEND = 0x3E;

  /// Counts slots without an operation.
  public static final int STALL_SLOT = 0x3F;

  private PmuEvent() {}
}
