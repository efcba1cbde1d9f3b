package io.interlock.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fleets in JVMs of their own, some of which do not live to see the end.
class FleetIT {
  private static final String FLEET = Program.EXAMPLE.replace("big-little", "fleet");
  private static final Pattern DIGEST = Pattern.compile("\"digest\":\"([0-9a-f]{64})\"");
  private static final int DEADLINE_SECONDS = 240;

  @TempDir Path folder = Path.of("");

  private Program.Running start(String... more) throws IOException {
    String[] arguments = new String[more.length + 6];
    List<String> first = List.of("fleet", FLEET, "--json", "--quiet", "--set", "run.for=20s");
    for (int i = 0; i < first.size(); i++) {
      arguments[i] = first.get(i);
    }
    System.arraycopy(more, 0, arguments, first.size(), more.length);
    return new Program(folder).start(List.of(), arguments);
  }

  private static String digest(Program.Outcome outcome) {
    assertEquals(0, outcome.status(), outcome.err());
    Matcher digest = DIGEST.matcher(outcome.out());
    assertTrue(digest.find(), outcome.out());
    return digest.group(1);
  }

  @Test
  void aNodeThatIsKilledChangesNothing() throws IOException, InterruptedException {
    String expected = digest(start().outcome(DEADLINE_SECONDS));
    Program.Running fleet = start("--nodes", "3");
    List<ProcessHandle> others = others(fleet.process());
    long seed = System.nanoTime();
    var chance = new SplittableRandom(seed);
    // At a random moment of joining, running, or being done.
    boolean ended = fleet.process().waitFor(chance.nextInt(4_000, 15_000), TimeUnit.MILLISECONDS);
    boolean _ = others.get(chance.nextInt(others.size())).destroyForcibly();
    assertEquals(
        expected, digest(fleet.outcome(DEADLINE_SECONDS)), "seed " + seed + ", ended " + ended);
  }

  /// The other two nodes, once both have been started.
  private static List<ProcessHandle> others(Process lead) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (lead.descendants().count() < 2) {
      assertTrue(lead.isAlive(), "the fleet ended early");
      assertTrue(System.nanoTime() < deadline, "no other nodes");
      boolean _ = lead.waitFor(50, TimeUnit.MILLISECONDS);
    }
    return lead.descendants().toList();
  }
}
