package io.interlock.hypervisor.guest;

import io.interlock.hardware.spe.SpeRegisters;

/// How a guest profiles itself: `perf record -e arm_spe_0/.../`.
///
/// @param bufferStart virtual address of the AUX buffer
/// @param bufferBytes its size, a power of two from two pages on
/// @param periodOperations operations between samples; the driver makes it a multiple of 256 and
///     not less than the SPU recommends
/// @param jitter whether the period varies a little (`jitter=1`)
/// @param control PMSCR_EL1: levels, timestamps, contexts, physical addresses
/// @param filterControl PMSFCR_EL1
/// @param eventFilter PMSEVFR_EL1
/// @param latencyMin PMSLATFR_EL1
public record ProfilerSettings(
    long bufferStart,
    int bufferBytes,
    long periodOperations,
    boolean jitter,
    long control,
    long filterControl,
    long eventFilter,
    int latencyMin) {
  /// Where Linux would have mapped the buffer (`vmap`).
  public static final long BUFFER_START = 0xFFFF_8000_1000_0000L;

  /// perf's default for root: 4 MiB.
  public static final int BUFFER_BYTES = 4 << 20;

  private static final long CONTROL =
      SpeRegisters.mask(SpeRegisters.PMSCR_EL1, "E0SPE", "E1SPE", "CX", "PA", "TS");

  public ProfilerSettings {
    if (Integer.bitCount(bufferBytes) != 1 || bufferBytes < 2 * GuestProfiler.PAGE_BYTES) {
      throw new IllegalArgumentException(
          "buffer of " + bufferBytes + " bytes; allowed: a power of two from 8192 on");
    }
  }

  /// User and kernel are sampled, without filters, into a buffer of the usual size.
  public static ProfilerSettings usual(long periodOperations) {
    return new ProfilerSettings(
        BUFFER_START, BUFFER_BYTES, periodOperations, false, CONTROL, 0, 0, 0);
  }

  /// The same with a buffer of so many bytes.
  public ProfilerSettings withBuffer(int bytes) {
    return new ProfilerSettings(
        bufferStart,
        bytes,
        periodOperations,
        jitter,
        control,
        filterControl,
        eventFilter,
        latencyMin);
  }

  /// The same with a buffer of so many bytes at another address.
  public ProfilerSettings withBufferAt(long start, int bytes) {
    return new ProfilerSettings(
        start, bytes, periodOperations, jitter, control, filterControl, eventFilter, latencyMin);
  }

  /// The same with a period that varies.
  public ProfilerSettings withJitter(boolean wanted) {
    return new ProfilerSettings(
        bufferStart,
        bufferBytes,
        periodOperations,
        wanted,
        control,
        filterControl,
        eventFilter,
        latencyMin);
  }

  /// The same, keeping samples only that took so many cycles; 0 keeps all. The driver sets the
  /// filter where its value is not zero.
  public ProfilerSettings withLatencyMin(int cycles) {
    long filters = cycles == 0 ? 0 : SpeRegisters.mask(SpeRegisters.PMSFCR_EL1, "FL");
    return new ProfilerSettings(
        bufferStart, bufferBytes, periodOperations, jitter, control, filters, eventFilter, cycles);
  }
}
