package io.interlock.actors.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The text of a file that a user names, or one clear line about why there is none.
public final class TextFile {
  /// Larger files are refused; a hundred VMs take some 20 KiB.
  static final int BYTES_MAX = 1 << 20;

  private TextFile() {}

  /// What a file should hold.
  public enum Content {
    /// A scenario, or what one includes.
    HOCON("HOCON file", "HOCON"),
    /// Calls of user space.
    CALLS("file with calls", "calls of user space"),
    /// A context-switch program.
    PROGRAM("file with a program", "a context-switch program");

    private final String file;
    private final String text;

    Content(String file, String text) {
      this.file = file;
      this.text = text;
    }

    private String allowed() {
      return "a readable " + file + " of at most 1 MiB";
    }
  }

  /// Reads a regular file. Pipes and devices are refused, because they may never end.
  ///
  /// @param place where the file was asked for: its name, or the line that names it
  /// @throws ScenarioException when it is missing, not readable, too large or not text
  public static String read(Path file, String place, Content content) {
    if (Files.isDirectory(file)) {
      throw ScenarioException.at(place, "is a directory", content.allowed());
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw ScenarioException.at(place, "is a device or a pipe", content.allowed());
    }
    byte[] bytes = bytesOf(file, place, content);
    if (bytes.length > BYTES_MAX) {
      throw ScenarioException.at(place, "is larger than 1 MiB", content.allowed());
    }
    return decoded(bytes, file, content);
  }

  private static byte[] bytesOf(Path file, String place, Content content) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(BYTES_MAX + 1);
    } catch (NoSuchFileException _) {
      throw ScenarioException.at(place, "no such file", content.allowed());
    } catch (IOException _) {
      throw ScenarioException.at(place, "cannot be read", content.allowed());
    }
  }

  private static String decoded(byte[] bytes, Path file, Content content) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw ScenarioException.at(file + ":1", "is not text", content.text + " in UTF-8");
    }
  }
}
