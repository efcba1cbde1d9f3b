package io.interlock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/// The version, from a resource that the build fills in.
final class Version {
  private Version() {}

  /// Copies the line to a stream. Loads next to nothing, so that `--version` answers at once.
  static void print(OutputStream out) throws IOException {
    out.write(bytes());
    out.flush();
  }

  /// The version for picocli, in a class of its own: [#print] must not load picocli.
  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      return new String[] {new String(bytes(), StandardCharsets.UTF_8).strip()};
    }
  }

  /// The version, as a file says what made it.
  static String number() {
    try {
      return new String(bytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes() throws IOException {
    try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
      if (in == null) {
        throw new IOException("version.txt is not in the jar");
      }
      return in.readAllBytes();
    }
  }
}
