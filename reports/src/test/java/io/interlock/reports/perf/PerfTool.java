package io.interlock.reports.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Linux' perf, where it is installed.
final class PerfTool {
  private PerfTool() {}

  /// Skips the test where there is no perf.
  static void assumeInstalled() {
    assumeTrue(
        isInstalled(), "perf is not installed (Debian: linux-perf): nothing checks the file");
  }

  private static boolean isInstalled() {
    try {
      Process process =
          new ProcessBuilder("perf", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What perf prints of a file on standard output, by line; it must end well.
  static List<String> lines(Path file, String... call) throws IOException, InterruptedException {
    return run(file, ProcessBuilder.Redirect.DISCARD, call);
  }

  /// What perf warns of when it reads a file.
  static String warnings(Path file, String... call) throws IOException, InterruptedException {
    Path errors = file.resolveSibling("errors.txt");
    run(file, ProcessBuilder.Redirect.to(errors.toFile()), call);
    return Files.readString(errors);
  }

  private static List<String> run(Path file, ProcessBuilder.Redirect errors, String... call)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("perf"));
    command.addAll(List.of(call));
    command.addAll(List.of("-f", "-i", file.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
    builder.environment().put("PAGER", "cat");
    Path output = file.resolveSibling("output.txt");
    Process process = builder.redirectOutput(output.toFile()).start();
    process.getOutputStream().close();
    assertEquals(0, process.waitFor(), command::toString);
    return Files.readString(output, StandardCharsets.UTF_8).lines().toList();
  }
}
