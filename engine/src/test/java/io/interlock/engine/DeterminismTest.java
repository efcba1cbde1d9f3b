package io.interlock.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.interlock.engine.conductor.Pause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class DeterminismTest {
  private static final int PEOPLE = 7;
  private static final int MOUTHS = 300;
  private static final long SEED = 42;

  /// What the other JVM of a test runs: prints the digest.
  static final class Main {
    private Main() {}

    public static void main(String[] args) {
      try (Engine engine = new Engine(2)) {
        IO.println("digest " + digest(engine, SEED));
      }
    }
  }

  @Test
  void equalSeedsGiveEqualDigestsAHundredTimes() {
    String first = digest(Engines.shared(), SEED);
    for (int i = 0; i < 100; i++) {
      assertEquals(first, digest(Engines.shared(), SEED));
    }
  }

  @Test
  void otherSeedsGiveOtherDigests() {
    assertEquals(
        100,
        LongStream.range(0, 100).mapToObj(s -> digest(Engines.shared(), s)).distinct().count());
  }

  @Test
  void anotherJvmGivesTheSameDigest() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    String line = output.lines().filter(l -> l.startsWith("digest ")).findFirst().orElse(output);
    assertEquals("digest " + digest(Engines.shared(), SEED), line);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void theNumberOfThreadsChangesNothingWhileManySimulationsRun(int threads) {
    try (Engine engine = new Engine(threads)) {
      List<Simulation> simulations =
          LongStream.range(0, 16)
              .mapToObj(seed -> Rumour.start(engine, seed, PEOPLE, MOUTHS))
              .toList();
      assertEquals(
          Collections.nCopies(16, Pause.QUIESCENT), engine.runAll(simulations, Long.MAX_VALUE));
      assertEquals(
          LongStream.range(0, 16).mapToObj(seed -> digest(Engines.shared(), seed)).toList(),
          simulations.stream().map(Simulation::digest).toList());
      simulations.forEach(Simulation::close);
    }
  }

  @Test
  void loggingAtDebugChangesNothing() {
    String quiet = digest(Engines.shared(), SEED);
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Level before = root.getLevel();
    try {
      root.setLevel(Level.DEBUG);
      root.addAppender(lines);
      assertEquals(quiet, digest(Engines.shared(), SEED));
    } finally {
      root.detachAppender(lines);
      root.setLevel(before);
    }
    assertTrue(lines.list.size() > 100, "logged " + lines.list.size());
  }

  @Test
  void runningInSlicesChangesNothing() {
    try (Simulation simulation = Rumour.start(Engines.shared(), SEED, PEOPLE, MOUTHS)) {
      for (long until = 0; simulation.run(until) != Pause.QUIESCENT; until += 37) {
        assertEquals(until, simulation.now());
      }
      assertEquals(digest(Engines.shared(), SEED), simulation.digest());
    }
  }

  private static String digest(Engine engine, long seed) {
    return Rumour.digest(engine, seed, PEOPLE, MOUTHS);
  }
}
