package io.interlock.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.interlock.tests.endtoend.Program.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `interlock run` on the example that the README opens with.
class RunIT {
  private static final String SHORT = "run.for=100ms";
  private static final long LAST_WORDS_SECONDS = 10;

  @TempDir Path folder = Path.of("");

  private JsonNode json(String... options) throws Exception {
    var arguments =
        new ArrayList<>(List.of("run", Program.EXAMPLE, "--json", "--quiet", "--set", SHORT));
    arguments.addAll(List.of(options));
    Outcome outcome = new Program(folder).call(arguments.toArray(String[]::new));
    assertEquals(0, outcome.status(), outcome.err());
    assertEquals("", outcome.err());
    assertEquals(1, outcome.out().lines().count(), outcome.out());
    return new ObjectMapper().readTree(outcome.out());
  }

  @Test
  void theJsonHasTheAgreedKeysAndTypes() throws Exception {
    JsonNode run = json();

    assertTypes(run, JsonNode::isTextual, "digest");
    assertTypes(run, JsonNode::isNumber, "virtualSeconds", "wallSeconds");
    assertTypes(run, JsonNode::isIntegralNumber, "events", "hosts", "vcpus");
    assertTypes(run, JsonNode::isArray, "vms", "violations");
    assertEquals(0.1, run.path("virtualSeconds").asDouble());
    assertTrue(run.path("digest").asText().matches("[0-9a-f]{64}"), run.path("digest").asText());
    assertTrue(run.path("events").asLong() > 1_000, run.path("events").asText());
    assertEquals(12, run.path("vcpus").asInt());
    assertEquals(5, run.path("vms").size());
    for (JsonNode vm : run.path("vms")) {
      assertTypes(vm, JsonNode::isTextual, "name");
      assertTypes(vm, JsonNode::isNumber, "cpuSeconds", "stealSeconds");
      assertTypes(
          vm, JsonNode::isIntegralNumber, "exits", "interrupts", "migrations", "failEntries");
    }
    assertTrue(sum(run, "migrations") > 0, "watch threads move");
    assertTrue(sum(run, "interrupts") > 0, "ticks arrive");
  }

  private static void assertTypes(JsonNode object, Predicate<JsonNode> type, String... keys) {
    for (String key : keys) {
      assertTrue(type.test(object.path(key)), key + " in " + object);
    }
  }

  private static long sum(JsonNode run, String key) {
    long sum = 0;
    for (JsonNode vm : run.path("vms")) {
      sum += vm.path(key).asLong();
    }
    return sum;
  }

  @Test
  void theDigestDependsOnTheSeedAndNotOnProcessOrThreads() throws Exception {
    String digest = json().path("digest").asText();
    for (String threads : List.of("1", "2", "4")) {
      assertEquals(digest, json("--threads", threads).path("digest").asText(), threads);
    }
    assertEquals(digest, digestWithLogOf("debug"), "logging");
    assertNotEquals(digest, json("--seed", "2").path("digest").asText());
  }

  private String digestWithLogOf(String level) throws Exception {
    Outcome outcome =
        new Program(folder)
            .call(
                "run", Program.EXAMPLE, "--json", "--quiet", "--set", SHORT, "--log-level", level);
    assertEquals(0, outcome.status(), outcome.err());
    return new ObjectMapper().readTree(outcome.out()).path("digest").asText();
  }

  @Test
  void outHoldsTheSameResult() throws Exception {
    Path reports = folder.resolve("reports of today");
    JsonNode printed = json("--out", reports.toString());
    assertEquals(
        printed, new ObjectMapper().readTree(Files.readString(reports.resolve("result.json"))));
  }

  @ParameterizedTest
  @CsvSource({"INT, timed", "TERM, timed", "INT, live", "TERM, live"})
  void aSignalEndsALongRunWithTheSummarySoFar(String signal, String mode) throws Exception {
    // Where these tests run in the background SIGINT is ignored, and a child would inherit that.
    List<String> before =
        System.getProperty("os.name").equals("Linux")
            ? List.of("env", "--default-signal=INT")
            : List.of();
    var running =
        new Program(folder)
            .start(before, "run", Program.EXAMPLE, "--mode", mode, "--set", "run.for=50000min");
    running.awaitWords("left");
    long start = System.nanoTime();
    kill(signal, running.process());
    Outcome outcome = running.outcome();
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);

    assertEquals(130, outcome.status(), outcome.err());
    assertTrue(outcome.out().contains("interrupted"), outcome.out());
    assertTrue(outcome.out().contains("database"), outcome.out());
    assertTrue(seconds < LAST_WORDS_SECONDS, seconds + " s after the signal");
  }

  private static void kill(String signal, Process process)
      throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
    assertEquals(0, kill.waitFor());
  }

  @Test
  void everyRealBoardRunsTheExample() throws Exception {
    Path trees = Path.of(System.getProperty("interlock.shared", ""), "data", "dtb");
    assumeTrue(Files.isDirectory(trees), "needs -Dinterlock.shared with data/dtb");
    try (Stream<Path> files = Files.list(trees)) {
      for (Path tree : files.filter(file -> file.toString().endsWith(".dtb")).sorted().toList()) {
        runOn(tree);
      }
    }
  }

  private void runOn(Path tree) throws Exception {
    Outcome outcome =
        new Program(folder)
            .call(
                "run",
                Program.EXAMPLE,
                "--quiet",
                "--set",
                "run.for=20ms",
                "--set",
                "host.device-tree=" + tree);
    assertEquals(0, outcome.status(), tree + ": " + outcome.err());
    assertTrue(outcome.out().contains("No property was broken."), tree + ": " + outcome.out());
  }
}
