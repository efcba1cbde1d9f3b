package io.interlock.actors.fact;

import java.util.Arrays;

/// Bytes that do not change.
public final class ByteString {
  private final byte[] bytes;

  private ByteString(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A copy of part of an array.
  public static ByteString of(byte[] source, int offset, int length) {
    return new ByteString(Arrays.copyOfRange(source, offset, offset + length));
  }

  /// How many there are.
  public int length() {
    return bytes.length;
  }

  /// Copies all of them to `target`.
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
