package io.interlock.engine.explore.counterexample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads what [CounterexampleWriter] wrote, in time and memory that the size of the file bounds.
///
/// Whether the execution is still the one that was recorded shows when it is replayed
/// ([Reproduction]).
public final class CounterexampleReader {
  /// Larger files are refused; 100,000 decisions take some 10 MiB.
  static final int BYTES_MAX = 32 << 20;

  private static final String ALLOWED = "a readable counterexample of at most 32 MiB";

  private CounterexampleReader() {}

  /// Reads a file.
  ///
  /// @throws CounterexampleException where it cannot be read or is no counterexample
  public static Counterexample read(Path file) {
    String name = file.toString();
    if (Files.isDirectory(file)) {
      throw CounterexampleException.at(name, "is a directory", ALLOWED);
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) { // it may never end
      throw CounterexampleException.at(name, "is a device or a pipe", ALLOWED);
    }
    byte[] bytes = bytesOf(file, name);
    if (bytes.length > BYTES_MAX) {
      throw CounterexampleException.at(name, "is larger than 32 MiB", ALLOWED);
    }
    try {
      ByteBuffer encoded = ByteBuffer.wrap(bytes);
      return parse(StandardCharsets.UTF_8.newDecoder().decode(encoded).toString(), name);
    } catch (CharacterCodingException _) {
      throw CounterexampleException.at(name, "is not text", "JSON in UTF-8");
    }
  }

  /// Reads the text of a file.
  ///
  /// @param name what the file is called in complaints
  /// @throws CounterexampleException where it is no counterexample
  public static Counterexample parse(String text, String name) {
    try (JsonTokens tokens = new JsonTokens(text, name)) {
      return new CounterexampleFields(tokens, name).counterexample();
    }
  }

  private static byte[] bytesOf(Path file, String name) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(BYTES_MAX + 1);
    } catch (NoSuchFileException _) {
      throw CounterexampleException.at(name, "no such file", ALLOWED);
    } catch (IOException _) {
      throw CounterexampleException.at(name, "cannot be read", ALLOWED);
    }
  }
}
