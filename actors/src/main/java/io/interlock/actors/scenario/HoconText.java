package io.interlock.actors.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The text of a scenario file, or one clear line about why there is none.
final class HoconText {
  /// Larger files are refused; a hundred VMs take some 20 KiB.
  static final int BYTES_MAX = 1 << 20;

  private static final String ALLOWED = "a readable HOCON file of at most 1 MiB";

  /// Open brackets that the HOCON parser, which recurses, gets to see; scenarios need four.
  private static final int NESTING_MAX = 100;

  /// Dots in one line: a key `a.b.c` nests as deeply as brackets do.
  private static final int DOTS_MAX = 1_000;

  /// Keys and brackets; merging them takes the HOCON parser quadratic time.
  private static final int KEYS_MAX = 20_000;

  private HoconText() {}

  /// Reads a file.
  ///
  /// @param name the file as the user knows it
  /// @param place where the file was asked for: its name, or the line of an include
  /// @throws ScenarioException when it is missing, not readable, too large or not text
  static String read(Path file, String name, String place) {
    if (Files.isDirectory(file)) {
      throw ScenarioException.at(place, "is a directory", ALLOWED);
    }
    byte[] bytes = bytesOf(file, place);
    if (bytes.length > BYTES_MAX) {
      throw ScenarioException.at(place, "is larger than 1 MiB", ALLOWED);
    }
    return decoded(bytes, name);
  }

  private static byte[] bytesOf(Path file, String place) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(BYTES_MAX + 1);
    } catch (NoSuchFileException _) {
      throw ScenarioException.at(place, "no such file", ALLOWED);
    } catch (IOException _) {
      throw ScenarioException.at(place, "cannot be read", ALLOWED);
    }
  }

  private static String decoded(byte[] bytes, String name) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw ScenarioException.at(name + ":1", "is not text", "HOCON in UTF-8");
    }
  }

  /// Refuses what no scenario contains and what would cost the HOCON parser unbounded stack or
  /// time.
  static void checkCharacters(String text, String name) {
    int line = 1;
    int depth = 0;
    int dots = 0;
    int keys = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '\n' -> {
          line++;
          dots = 0;
        }
        case '.' -> dots++;
        case '=', ':' -> keys++;
        case '{', '[' -> {
          depth++;
          keys++;
        }
        case '}', ']' -> depth = Math.max(0, depth - 1);
        case '\0' -> throw ScenarioException.at(name + ":" + line, "is not text", "HOCON in UTF-8");
        default -> {}
      }
      if (depth > NESTING_MAX || dots > DOTS_MAX || keys > KEYS_MAX) {
        throw ScenarioException.at(
            name + ":" + line,
            keys > KEYS_MAX ? "too many keys" : "nested too deeply",
            "at most " + KEYS_MAX + " keys, " + NESTING_MAX + " levels");
      }
    }
  }
}
