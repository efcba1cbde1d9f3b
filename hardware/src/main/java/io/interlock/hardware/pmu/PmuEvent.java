package io.interlock.hardware.pmu;

/// Numbers of the architecture's common events.
public final class PmuEvent {
  /// Counts writes of PMSWINC_EL0.
  public static final int SW_INCR = 0x00;

  /// Counts instructions that were architecturally executed.
  public static final int INST_RETIRED = 0x08;

  /// Counts cycles of the PE.
  public static final int CPU_CYCLES = 0x11;

  /// Counts overflows of the even counter before an odd one.
  public static final int CHAIN = 0x1E;

  private PmuEvent() {}
}
