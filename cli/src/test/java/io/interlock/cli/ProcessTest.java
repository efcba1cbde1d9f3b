package io.interlock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What only a process of its own can show.
class ProcessTest {
  @TempDir Path folder = Path.of("");

  /// A program whose run lasts until it is told to stop.
  static final class Patient {
    private Patient() {}

    public static void main(String[] args) {
      Main.run(
          args,
          new Wiring(
              () ->
                  (_, control) -> {
                    System.err.println("running");
                    while (!control.stopRequested().getAsBoolean()) {
                      Thread.onSpinWait();
                    }
                    return SampleResult.of(true);
                  },
              List.of()));
    }
  }

  private static Process start(String main, String... arguments) throws IOException {
    return start(List.of(), main, arguments);
  }

  private static Process start(List<String> options, String main, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }

  private static String textOf(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aSignalEndsTheRunWithItsSummaryAndStatus130() throws IOException, InterruptedException {
    Path scenario = folder.resolve("s.conf");
    Files.writeString(scenario, "host.preset = dual, vms.a { vcpus = 1, guest = idle }");
    Process process = start(Patient.class.getName(), "run", scenario.toString());
    assertEquals(
        "running", new String(process.getErrorStream().readNBytes(7), StandardCharsets.UTF_8));

    // The handle, not the process: that one would close the streams that we are to read.
    assertTrue(process.toHandle().destroy());

    assertEquals(TextSummary.of(SampleResult.of(true)), textOf(process.getInputStream()));
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    assertEquals(ExitStatus.INTERRUPTED, process.exitValue());
  }

  @Test
  void aNodeWithoutAFleetSaysThatItWaitsAndThatItGivesUp() throws Exception {
    String akka = "-Dakka.cluster.";
    Process process =
        start(
            List.of(
                "--sun-misc-unsafe-memory-access=allow",
                akka + "shutdown-after-unsuccessful-join-seed-nodes=3s",
                akka + "seed-node-timeout=200ms",
                "-Dakka.remote.artery.advanced.handshake-timeout=1s"),
            Main.class.getName(),
            "fleet",
            "--join",
            "127.0.0.1:1");
    List<String> said = textOf(process.getErrorStream()).lines().toList();
    assertEquals(ExitStatus.BAD_CALL, process.waitFor());
    assertEquals(2, said.size(), said::toString);
    String waits = "interlock: node \\S+ waits up to 3 s for the fleet at 127.0.0.1:1 to let it in";
    assertTrue(said.getFirst().matches(waits), said::toString);
    assertTrue(
        said.getLast().startsWith("interlock: --join 127.0.0.1:1: no fleet there that lets"),
        said::toString);
  }

  @Test
  void theVersionNeedsNoLibrary() throws IOException, InterruptedException {
    Path classes = Path.of("target", "classes");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes.toString(),
                Main.class.getName(),
                "--version")
            .start();

    String text = textOf(process.getInputStream());
    assertEquals("", textOf(process.getErrorStream()));
    assertEquals(0, process.waitFor());
    assertTrue(text.matches("interlock \\d+\\.\\d+\\.\\d+\\n"), text);
  }
}
