package io.interlock.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Where a command writes, and what is known of the reader.
///
/// @param out standard output: results and nothing else
/// @param err standard error: progress, complaints, logs
record Terminal(OutputStream out, PrintStream err, Map<String, String> environment) {
  private static final int COLUMNS_DEFAULT = 80;

  /// The streams and the environment of this process.
  static Terminal ofProcess() {
    var err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    return new Terminal(new FileOutputStream(FileDescriptor.out), err, System.getenv());
  }

  /// Writes text to standard output. A reader that has left is none of our business.
  ///
  /// @throws UncheckedIOException when it cannot be written for another reason
  void print(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("Broken pipe")) {
        throw new UncheckedIOException("cannot write to standard output: " + e.getMessage(), e);
      }
    }
  }

  /// Whether standard error is a terminal; the launcher knows.
  boolean isErrTerminal() {
    return "1".equals(environment.get("INTERLOCK_STDERR_TTY"))
        && !"dumb".equals(environment.get("TERM"));
  }

  /// Whether the user likes colours.
  boolean wantsColour() {
    return isErrTerminal() && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /// How wide the terminal is.
  int columns() {
    String columns = environment.getOrDefault("INTERLOCK_COLUMNS", "");
    return columns.matches("[1-9]\\d{0,3}") ? Integer.parseInt(columns) : COLUMNS_DEFAULT;
  }

  PrintWriter outWriter() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  PrintWriter errWriter() {
    return new PrintWriter(err, true, StandardCharsets.UTF_8);
  }
}
