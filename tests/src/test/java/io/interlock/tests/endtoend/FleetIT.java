package io.interlock.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fleets in JVMs of their own, some of which do not live to see the end.
class FleetIT {
  private static final String FLEET = Program.EXAMPLE.replace("big-little", "fleet");
  private static final Pattern DIGEST = Pattern.compile("\"digest\":\"([0-9a-f]{64})\"");
  private static final Pattern LEAD = Pattern.compile("node (?<address>\\S+) leads");
  private static final Pattern PAGE = Pattern.compile("http://[0-9.]+:\\d+/");
  private static final Pattern NOW = Pattern.compile("\"virtualSeconds\":(?<seconds>[0-9.E-]+)");
  private static final int DEADLINE_SECONDS = 240;

  private static String expected = "";
  @TempDir private static Path shared = Path.of("");

  @TempDir Path folder = Path.of("");
  private final long seed = System.nanoTime();
  private final SplittableRandom chance = new SplittableRandom(seed);

  @BeforeAll
  static void runAlone() throws IOException, InterruptedException {
    expected = digest(start(shared, List.of()).outcome(DEADLINE_SECONDS));
  }

  private static Program.Running start(Path folder, List<String> before, String... more)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("fleet", FLEET, "--json"));
    arguments.addAll(List.of("--set", "run.for=20s"));
    arguments.addAll(List.of(more));
    return new Program(folder).start(before, arguments.toArray(new String[0]));
  }

  /// On nodes that save their hosts as often as they may.
  private Program.Running start(String... more) throws IOException {
    return start(folder, List.of("env", "JDK_JAVA_OPTIONS=-Dinterlock.fleet.image-after=0s"), more);
  }

  private static String digest(Program.Outcome outcome) {
    assertEquals(0, outcome.status(), outcome.err());
    Matcher digest = DIGEST.matcher(outcome.out());
    assertTrue(digest.find(), outcome.out());
    return digest.group(1);
  }

  /// At a random moment of joining, running, or being done.
  private void awaitAnyMoment(Process lead) throws InterruptedException {
    boolean _ = lead.waitFor(chance.nextInt(2_000, 12_000), TimeUnit.MILLISECONDS);
  }

  @Test
  void aNodeThatIsKilledChangesNothing() throws IOException, InterruptedException {
    Program.Running fleet = start("--nodes", "3", "--journal", folder.resolve("kept").toString());
    List<ProcessHandle> others = others(fleet.process(), 2);
    awaitAnyMoment(fleet.process());
    boolean _ = others.get(chance.nextInt(others.size())).destroyForcibly();
    Program.Outcome outcome = fleet.outcome(DEADLINE_SECONDS);
    assertEquals(expected, digest(outcome), "seed " + seed);
    assertFalse(outcome.err().contains("journal"), outcome.err());
  }

  /// It shows what it is by then: a fleet that is resumed begins where it was.
  @Test
  void thePageShowsAFleetThatIsKeptAndResumed() throws IOException, InterruptedException {
    String journal = folder.resolve("kept").toString();
    Program.Running fleet = start("--journal", journal, "--http", "0");
    double reached = awaitProgress(fleet, 0);
    fleet.process().destroyForcibly().waitFor();
    Program.Running resumed =
        start("--nodes", "2", "--journal", journal, "--resume", "--http", "0");
    assertTrue(awaitProgress(resumed, reached) >= reached);
    assertEquals(expected, digest(resumed.outcome(DEADLINE_SECONDS)), "seed " + seed);
  }

  /// Waits until the page of a fleet shows that it is further than this, in virtual seconds.
  private static double awaitProgress(Program.Running fleet, double than)
      throws IOException, InterruptedException {
    fleet.awaitWords(" shows the fleet");
    Matcher page = PAGE.matcher(Files.readString(fleet.err()));
    assertTrue(page.find());
    HttpRequest request = HttpRequest.newBuilder(URI.create(page.group() + "state.json")).build();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (true) {
        String state = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        Matcher now = NOW.matcher(state);
        assertTrue(now.find(), state);
        double seconds = Double.parseDouble(now.group("seconds"));
        if (seconds > than && state.contains("\"status\":\"running\"")) {
          return seconds;
        }
        assertTrue(System.nanoTime() < deadline, state);
        boolean _ = fleet.process().waitFor(50, TimeUnit.MILLISECONDS);
      }
    }
  }

  @Test
  void whereTheFirstNodeIsKilledTheOthersStopAndTheJournalHasTheFleet()
      throws IOException, InterruptedException {
    String journal = folder.resolve("kept").toString();
    Program.Running fleet = start("--nodes", "2", "--journal", journal);
    List<ProcessHandle> others = others(fleet.process(), 1);
    fleet.awaitWords(" events");
    awaitAnyMoment(fleet.process());
    fleet.process().destroyForcibly().waitFor();
    for (ProcessHandle other : others) {
      other.onExit().orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
    }
    Program.Running resumed = start("--nodes", "2", "--journal", journal, "--resume");
    assertEquals(expected, digest(resumed.outcome(DEADLINE_SECONDS)), "seed " + seed);
  }

  /// First so briefly that nobody minds, then for so long that it is taken for lost.
  @Test
  void aNodeThatStandsStillChangesNothing() throws IOException, InterruptedException {
    Program.Running fleet = start("--nodes", "2");
    ProcessHandle other = others(fleet.process(), 1).getFirst();
    awaitAnyMoment(fleet.process());
    signal("STOP", other);
    boolean _ = fleet.process().waitFor(1, TimeUnit.SECONDS);
    signal("CONT", other);
    boolean _ = fleet.process().waitFor(1, TimeUnit.SECONDS);
    signal("STOP", other);
    try {
      assertEquals(expected, digest(fleet.outcome(DEADLINE_SECONDS)), "seed " + seed);
    } finally {
      signal("CONT", other);
    }
    other.onExit().orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
  }

  private static void signal(String name, ProcessHandle process)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Test
  void aNodeThatJoinsHalfWayChangesNothing() throws IOException, InterruptedException {
    Program.Running fleet = start("--nodes", "1");
    fleet.awaitWords(" events");
    Matcher lead = LEAD.matcher(Files.readString(fleet.err()));
    assertTrue(lead.find());
    Program.Running late =
        new Program(folder).start(List.of(), "fleet", "--join", lead.group("address"));
    assertEquals(expected, digest(fleet.outcome(DEADLINE_SECONDS)));
    Program.Outcome joined = late.outcome(DEADLINE_SECONDS);
    assertTrue(joined.status() == 0 || joined.err().contains("no fleet there"), joined.err());
  }

  /// No file may become as large as the journal has to be. The fleet stops, unless its database
  /// makes room in its file before that.
  @Test
  void aFullDiskStopsTheFleetWhichGoesOnWhenThereIsRoom() throws IOException, InterruptedException {
    String journal = folder.resolve("kept").toString();
    List<String> limited =
        List.of(
            "env",
            "JDK_JAVA_OPTIONS=-Dinterlock.fleet.journal-patience=3s",
            "sh",
            "-c",
            "ulimit -f 68; exec \"$@\"",
            "sh");
    Program.Outcome full =
        start(folder, limited, "--quiet", "--journal", journal).outcome(DEADLINE_SECONDS);
    assertFalse(full.err().contains("\tat "), full.err());
    if (full.status() == 0) {
      assertEquals(expected, digest(full));
      return;
    }
    assertEquals(3, full.status(), full.err());
    String last = full.err().lines().toList().getLast();
    assertTrue(last.startsWith("interlock: the journal does not answer: "), full.err());
    assertTrue(last.endsWith("; --resume goes on with the fleet"), full.err());
    assertEquals(
        expected, digest(start("--journal", journal, "--resume").outcome(DEADLINE_SECONDS)));
  }

  /// The other nodes, once all have been started.
  private static List<ProcessHandle> others(Process lead, int count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (lead.descendants().count() < count) {
      assertTrue(lead.isAlive(), "the fleet ended early");
      assertTrue(System.nanoTime() < deadline, "no other nodes");
      boolean _ = lead.waitFor(50, TimeUnit.MILLISECONDS);
    }
    return lead.descendants().toList();
  }
}
