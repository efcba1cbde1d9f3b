package io.interlock.engine.explore.model;

import io.interlock.engine.trace.Mix;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Byte arrays that are hashed by the word.
final class Words {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Words() {}

  /// An array for `length` bytes, filled up to pairs of words.
  static byte[] bytes(int length) {
    return new byte[(length + 15) & -16];
  }

  /// Multiplies two words at a time to 128 bits and folds them, as wyhash does (Wang Yi, 2019).
  static long hash(byte[] bytes, long seed) {
    long hash = seed ^ 0xA0761D6478BD642FL;
    for (int i = 0; i < bytes.length; i += 16) {
      long a = (long) WORD.get(bytes, i) ^ 0xE7037ED1A0B428DBL;
      long b = (long) WORD.get(bytes, i + 8) ^ hash;
      hash = a * b ^ Math.unsignedMultiplyHigh(a, b);
    }
    return Mix.mix(hash);
  }
}
