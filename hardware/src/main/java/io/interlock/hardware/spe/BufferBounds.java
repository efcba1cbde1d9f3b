package io.interlock.hardware.spe;

/// The write pointer and the limit of a Profiling Buffer.
///
/// All are unsigned numbers, and the manual's arithmetic on them is unbounded: a limit below the
/// size of a record leaves less than no room.
///
/// @param limit the address behind the buffer
/// @param recordBytesMax 2 to the power of PMSIDR_EL1.MaxSize
public record BufferBounds(long pointer, long limit, int recordBytesMax) {
  private static final int TOP_BYTE_SHIFT = 56;

  /// The bounds that registers describe.
  public static BufferBounds of(long pointerRegister, long limitRegister, int recordBytesMax) {
    return new BufferBounds(
        pointerRegister, limitRegister & SpeRegisters.LIMIT_ADDRESS, recordBytesMax);
  }

  /// `SPEBufferIsFull`: a record of the largest size would not fit.
  public boolean isFull() {
    return Long.compareUnsigned(limit, recordBytesMax) < 0
        || Long.compareUnsigned(pointer, limit - recordBytesMax) > 0;
  }

  /// Whether pointer and limit differ in their top byte, which software must not let them.
  public boolean differInTopByte() {
    return pointer >>> TOP_BYTE_SHIFT != limit >>> TOP_BYTE_SHIFT;
  }

  /// Whether software may enable profiling with them (Arm ARM D17.7.4). Nothing of this is asked
  /// for in discard mode.
  ///
  /// @param alignmentBytes 2 to the power of PMBIDR_EL1.Align
  public boolean areAllowed(int alignmentBytes) {
    return !isFull() && !differInTopByte() && (pointer & (alignmentBytes - 1)) == 0;
  }
}
