package io.interlock.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Interlock as it is shipped, in a process of its own with little memory.
///
/// @param folder where its output is kept
public record Program(Path folder) {
  /// No call of these tests needs nearly so long, even on a busy machine.
  static final long DEADLINE_SECONDS = 60;

  private static final long SHELL_DEADLINE_SECONDS = 10 * DEADLINE_SECONDS;

  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path JAR = MODULE.resolveSibling("cli").resolve("target/interlock.jar");

  /// The scenario that the README opens with.
  public static final String EXAMPLE =
      MODULE.resolveSibling("examples").resolve("big-little.conf").toString();

  /// What came of a call.
  public record Outcome(int status, String out, String err) {
    /// Fails unless the call was refused with one line that holds all these words.
    void assertRefused(String what, String... words) {
      assertEquals(2, status, what + ": " + err);
      assertEquals("", out, what);
      assertEquals(1, err.lines().count(), what + ": " + err);
      assertFalse(err.contains("Exception") || err.contains("\tat "), what + ": " + err);
      for (String word : words) {
        assertTrue(err.contains(word), what + ": " + word + " is not in " + err);
      }
    }
  }

  /// A call under way.
  record Running(Process process, Path out, Path err) {
    /// Waits until standard error has these words.
    void awaitWords(String words) throws IOException, InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
      while (!Files.readString(err).contains(words)) {
        assertTrue(process.isAlive(), "ended early: " + Files.readString(err));
        assertTrue(System.nanoTime() < deadline, "no " + words + ": " + Files.readString(err));
        boolean _ = process.waitFor(20, TimeUnit.MILLISECONDS);
      }
    }

    /// Waits for the end.
    Outcome outcome() throws IOException, InterruptedException {
      return outcome(DEADLINE_SECONDS);
    }

    /// Waits for the end, and so long at most.
    Outcome outcome(long seconds) throws IOException, InterruptedException {
      try {
        assertTrue(process.waitFor(seconds, TimeUnit.SECONDS), "the program hangs");
      } finally {
        process.destroyForcibly();
      }
      return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }
  }

  /// Calls it, and waits for the end.
  public Outcome call(String... arguments) throws IOException, InterruptedException {
    return start(List.of(), arguments).outcome();
  }

  /// Runs lines of shell in the folder, and waits for the end of them all.
  public Outcome shell(String script) throws IOException, InterruptedException {
    return start(List.of("sh", "-c", script)).outcome(SHELL_DEADLINE_SECONDS);
  }

  /// What starts it, for a shell.
  public static String command() {
    return String.join(" ", java());
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx128m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--sun-misc-unsafe-memory-access=allow",
        "-jar",
        JAR.toString());
  }

  /// @param before a command that starts the one behind it, or nothing
  Running start(List<String> before, String... arguments) throws IOException {
    var command = new ArrayList<>(before);
    command.addAll(java());
    command.addAll(List.of(arguments));
    return start(command);
  }

  private Running start(List<String> command) throws IOException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("INTERLOCK_"));
    // As the launcher says it on a terminal: progress is shown early and often.
    builder.environment().put("INTERLOCK_STDERR_TTY", "1");
    builder.environment().put("NO_COLOR", "1");
    builder.environment().put("TERM", "xterm");
    return new Running(builder.start(), out, err);
  }
}
