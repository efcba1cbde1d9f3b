package io.interlock.hardware.devicetree;

/// The bytes of a device tree and the name of the file that they came from.
/// Never changed once made, so that property values can be windows into it.
final class Blob {
  private final String fileName;
  private final byte[] bytes;

  /// Takes the array over; the caller must not change it any more.
  Blob(String fileName, byte[] bytes) {
    this.fileName = fileName;
    this.bytes = bytes;
  }

  String fileName() {
    return fileName;
  }

  byte[] bytes() {
    return bytes;
  }

  /// The big-endian 32-bit value at an offset that the caller has checked.
  int u32(int offset) {
    return (bytes[offset] & 0xff) << 24
        | (bytes[offset + 1] & 0xff) << 16
        | (bytes[offset + 2] & 0xff) << 8
        | (bytes[offset + 3] & 0xff);
  }

  long u64(int offset) {
    return (long) u32(offset) << 32 | Integer.toUnsignedLong(u32(offset + 4));
  }

  DeviceTreeException fault(long offset, String what) {
    return DeviceTreeException.atByte(fileName, offset, what);
  }
}
