package io.interlock.hardware.devicetree;

import io.interlock.hardware.text.OneLine;

/// A device tree cannot be read. The message is one line for the person who owns the file: the
/// file, the byte offset or the node, what is wrong, and what is allowed.
public final class DeviceTreeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private DeviceTreeException(String message) {
    super(OneLine.of(message));
  }

  /// A fault of the whole file.
  static DeviceTreeException inFile(String fileName, String what) {
    return new DeviceTreeException(fileName + ": " + what);
  }

  /// A fault at a byte of the file.
  static DeviceTreeException atByte(String fileName, long offset, String what) {
    return new DeviceTreeException("%s: byte 0x%x: %s".formatted(fileName, offset, what));
  }

  /// A fault of what a node says.
  static DeviceTreeException atNode(String fileName, String path, String what) {
    return new DeviceTreeException(fileName + ": " + path + ": " + what);
  }
}
