package io.interlock.hardware.devicetree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Opens a device tree in the file system.
final class TreeFile {
  private TreeFile() {}

  /// The tree in a regular file. Pipes and devices are refused, because they may never end.
  static DeviceTree read(Path file) {
    if (Files.isDirectory(file)) {
      throw refused(file, "is a directory; expected a flattened device tree (.dtb)");
    }
    if (!Files.exists(file)) {
      throw refused(file, "no such file; expected a flattened device tree (.dtb)");
    }
    if (!Files.isRegularFile(file)) {
      throw refused(file, "is a device or a pipe; expected a regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return FlatReader.read(in.readNBytes(FlatReader.FILE_BYTES_MAX + 1), file.toString());
    } catch (IOException e) {
      throw refused(file, "cannot be read; the file must be readable by this user");
    }
  }

  private static DeviceTreeException refused(Path file, String what) {
    return DeviceTreeException.inFile(file.toString(), what);
  }
}
