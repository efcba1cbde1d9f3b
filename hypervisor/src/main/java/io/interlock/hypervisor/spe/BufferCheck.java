package io.interlock.hypervisor.spe;

import io.interlock.hardware.spe.BufferBounds;
import io.interlock.hardware.spe.SpeRegisters;

/// How KVM tells whether a guest has programmed its buffer within the rules.
public enum BufferCheck {
  /// As patch 25/35 was posted: addresses are signed numbers that wrap, and any fill mode but 0 is
  /// taken for discard mode.
  POSTED {
    @Override
    boolean discards(long limitRegister) {
      return SpeRegisters.LIMIT_FM.get(limitRegister) != 0;
    }

    @Override
    boolean isFull(BufferBounds bounds) {
      return bounds.limit() == 0
          || bounds.pointer() > bounds.limit() - bounds.recordBytesMax()
          || bounds.differInTopByte();
    }
  },

  /// As the manual has it: addresses are unsigned and do not wrap, and only one fill mode discards.
  CORRECTED {
    @Override
    boolean discards(long limitRegister) {
      return SpeRegisters.isDiscardMode(limitRegister);
    }

    @Override
    boolean isFull(BufferBounds bounds) {
      return bounds.isFull() || bounds.differInTopByte();
    }
  };

  /// Whether the buffer needs no room, and is not looked at.
  abstract boolean discards(long limitRegister);

  /// Whether there is no room for a record.
  abstract boolean isFull(BufferBounds bounds);

  /// Whether the room is more than allowed.
  ///
  /// @param bytesMax 0 is no limit
  boolean isTooLarge(BufferBounds bounds, long bytesMax) {
    return bytesMax != 0 && Long.compareUnsigned(bounds.limit() - bounds.pointer(), bytesMax) > 0;
  }
}
