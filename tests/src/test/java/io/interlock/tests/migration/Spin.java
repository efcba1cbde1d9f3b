package io.interlock.tests.migration;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The model checker SPIN on models of this protocol, if it, a C compiler and the models are there.
final class Spin {
  private static final Path MODELS =
      Path.of(System.getProperty("interlock.shared", ""), "tools", "promela");

  private static final Pattern STATES = Pattern.compile("(\\d+) states, stored");
  private static final Pattern TRANSITIONS = Pattern.compile("(\\d+) transitions \\(=");

  private final Path directory;

  /// What SPIN saw, its init step included, and the CPU time of its verifier.
  record Seen(long states, long transitions, double cpuSeconds) {}

  Spin(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    assumeTrue(run("spin -V && gcc --version").status == 0, "needs spin and gcc");
  }

  /// Verifies a model of this size, with or without partial-order reduction.
  ///
  /// @param model its name in `tools/promela` of the folder that `-Dinterlock.shared` gives
  Seen verify(String model, Migration.Size size, boolean reduced)
      throws IOException, InterruptedException {
    Path text = MODELS.resolve(model);
    assumeTrue(Files.exists(text), "needs -Dinterlock.shared with tools/promela/" + model);
    Files.copy(text, directory.resolve(model));
    String sizes =
        "-DN=%d -DM=%d -DR=%d -DK=%d"
            .formatted(size.vcpus(), size.cores(), size.rounds(), size.interrupts());
    expect("spin %s -a %s".formatted(sizes, model));
    expect("gcc -O2 -w -DMEMLIM=8000 %s -o pan pan.c".formatted(reduced ? "" : "-DNOREDUCE"));
    String told = expect("TIMEFORMAT=cpu=%U+%S; time ./pan -m1000000");
    Matcher cpu = find(Pattern.compile("cpu=([\\d.]+)\\+([\\d.]+)"), told);
    return new Seen(
        Long.parseLong(find(STATES, told).group(1)),
        Long.parseLong(find(TRANSITIONS, told).group(1)),
        Double.parseDouble(cpu.group(1)) + Double.parseDouble(cpu.group(2)));
  }

  private static Matcher find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in what SPIN says:\n" + text);
    }
    return matcher;
  }

  private record Ended(int status, String told) {}

  private String expect(String command) throws IOException, InterruptedException {
    Ended ended = run(command);
    if (ended.status != 0) {
      throw new IllegalStateException(command + " ends with " + ended.status + "\n" + ended.told);
    }
    return ended.told;
  }

  private Ended run(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("bash", "-c", command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), told);
  }
}
