package io.interlock.reports.perf;

/// Bytes that do not change.
public final class ChunkBytes {
  private final byte[] bytes;

  private ChunkBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A copy of these bytes.
  public static ChunkBytes of(byte[] bytes) {
    return new ChunkBytes(bytes.clone());
  }

  /// How many there are.
  public int length() {
    return bytes.length;
  }

  void copyTo(byte[] target) {
    System.arraycopy(bytes, 0, target, 0, bytes.length);
  }
}
