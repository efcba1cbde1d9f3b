package io.interlock.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The folder of `--out`. It is made before the run, so that a wrong name costs no run.
record ReportFolder(Path path) {
  private static final String ALLOWED = "a folder that exists or can be made, and written to";

  /// Makes the folder where there is none.
  static ReportFolder prepare(String name) {
    try {
      Path path = Path.of(name);
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw new BadCall("--out " + name + ": is not a folder", ALLOWED);
      }
      Files.createDirectories(path);
      if (!Files.isWritable(path)) {
        throw new BadCall("--out " + name + ": cannot be written to", ALLOWED);
      }
      return new ReportFolder(path);
    } catch (IOException | InvalidPathException _) {
      throw new BadCall("--out " + name + ": cannot be made", ALLOWED);
    }
  }

  /// Writes a file at once or not at all.
  void write(String fileName, String text) {
    write(fileName, text.getBytes(StandardCharsets.UTF_8));
  }

  /// As the other, for what is no text.
  void write(String fileName, byte[] bytes) {
    Path file = path.resolve(fileName);
    Path part = path.resolve(fileName + ".part");
    try {
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BadCall(file + ": cannot be written (" + e.getMessage() + ")", ALLOWED);
    }
  }
}
