package io.interlock.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Searching, and seeing again what was found, as a user does it.
class ExploreIT {
  private static final Pattern DIGEST = Pattern.compile("\"digest\":\"([0-9a-f]{64})\"");

  @TempDir Path folder = Path.of("");

  private static String example(String name) {
    return Path.of(Program.EXAMPLE).resolveSibling(name).toString();
  }

  private Program.Outcome call(String... arguments) throws IOException, InterruptedException {
    return new Program(folder).call(arguments);
  }

  private Program.Outcome explorePosted(String... more) throws IOException, InterruptedException {
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "explore",
                    example("partitioned-pmu-v5.conf"),
                    "--executions",
                    "100",
                    "--quiet",
                    "--json",
                    "--out",
                    folder.resolve("found").toString()),
                Stream.of(more))
            .toArray(String[]::new);
    return call(arguments);
  }

  private List<Path> found() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("found"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void thePostedOrderBreaksWhatTheReviewFoundAndEachReplaysInAnotherProcess()
      throws IOException, InterruptedException {
    var outcome = explorePosted();
    assertEquals(1, outcome.status(), outcome.err());
    for (String broken :
        List.of(
            "the host's PMUSERENR_EL0 is lost",
            "the host sees the guest's PMSELR_EL0 before the guest is entered",
            "loading a context interrupts the host with an overflow",
            "a guest's overflow interrupts the host after the guest's put",
            "a guest's overflow hits the next vCPU on its PE")) {
      assertTrue(outcome.out().contains(broken), broken + " is not in " + outcome.out());
    }
    for (Path file : found()) {
      var replay = call("replay", file.toString(), "--json");
      assertEquals(1, replay.status(), replay.err());
      var digest = DIGEST.matcher(replay.out());
      assertTrue(digest.find() && Files.readString(file).contains(digest.group(1)), replay.out());
    }
  }

  @Test
  void withoutFineGrainedTrapsNothingCounts() throws IOException, InterruptedException {
    var outcome = explorePosted("--set", "host.preset=pair-without-fgt", "--first");
    assertEquals(1, outcome.status(), outcome.err());
    assertTrue(outcome.out().contains("\"events-conserved\""), outcome.out());
  }

  @Test
  void theReviewedOrderSurvives() throws IOException, InterruptedException {
    var outcome =
        call("explore", example("partitioned-pmu-reviewed.conf"), "--executions", "100", "--quiet");
    assertEquals(0, outcome.status(), outcome.out());
  }

  @Test
  void theNumberOfWorkersDoesNotShow() throws IOException, InterruptedException {
    String one = explorePosted("--threads", "1").out().replaceAll("\"wallSeconds\":[^,]*,", "");
    List<String> files = contents();
    String three = explorePosted("--threads", "3").out().replaceAll("\"wallSeconds\":[^,]*,", "");
    assertEquals(one, three);
    assertEquals(files, contents());
  }

  private List<String> contents() throws IOException {
    List<String> contents = new java.util.ArrayList<>();
    for (Path file : found()) {
      contents.add(Files.readString(file));
    }
    return contents;
  }

  @Test
  void anExplanationFitsOnAScreen() throws IOException, InterruptedException {
    explorePosted("--first");
    String file = found().getFirst().toString();
    var table = call("replay", file);
    assertTrue(table.out().lines().count() <= 48, table.out());
    assertTrue(table.out().lines().allMatch(line -> line.length() <= 120), table.out());
    assertTrue(call("replay", file, "--view", "mermaid").out().startsWith("sequenceDiagram"));
    assertTrue(call("replay", file, "--view", "list").out().contains(" -> "));
  }

  @Test
  void aSignalEndsASearchWithWhatItHasFound() throws IOException, InterruptedException {
    String out = folder.resolve("found").toString();
    var running =
        new Program(folder)
            .start(
                List.of(),
                "explore",
                example("partitioned-pmu-v5.conf"),
                "--executions",
                "100000000",
                "--out",
                out);
    running.awaitWords(" violation");
    assertTrue(running.process().toHandle().destroy());
    var outcome = running.outcome();
    assertEquals(130, outcome.status(), outcome.err());
    assertTrue(outcome.out().contains("interrupted"), outcome.out());
    Path first = found().getFirst();
    assertTrue(outcome.out().contains("interlock replay " + first), outcome.out());
    assertEquals(1, call("replay", first.toString()).status());
  }

  @Test
  void aFileThatWasChangedIsRefusedInOneLine() throws IOException, InterruptedException {
    explorePosted("--first");
    Path file = found().getFirst();
    String whole = Files.readString(file);
    Path broken = folder.resolve("broken.json");
    Files.writeString(broken, whole.substring(0, whole.length() / 2));
    call("replay", broken.toString()).assertRefused("truncated", "broken.json");
    Files.writeString(broken, whole.replaceFirst("\"hash\":\\s*\"[0-9a-f]{4}", "\"hash\":\"0000"));
    call("replay", broken.toString()).assertRefused("another hash", "broken.json", "step");
    Files.writeString(broken, "nothing of the kind");
    call("replay", broken.toString()).assertRefused("no JSON", "broken.json");
    call("replay", folder.resolve("absent.json").toString()).assertRefused("absent", "absent.json");
  }

  @Test
  void wrongCallsAreRefusedInOneLine() throws IOException, InterruptedException {
    String scenario = example("partitioned-pmu-v5.conf");
    call("explore", scenario, "--strategy", "portfolo").assertRefused("strategy", "portfolio");
    call("explore", scenario, "--property", "progres").assertRefused("property", "progress");
    call("explore", scenario, "--executions", "0").assertRefused("executions", "1 or more");
    call("explore", scenario, "--skew", "soon").assertRefused("skew", "ms");
    call("explore", scenario, "--set", "host.count=2").assertRefused("hosts", "host.count");
    call("explore", scenario, "--strategy", "stateful").assertRefused("stateful", "hash");
    call("explore", scenario, "--set", "host.kvm.programs=[absent.ctx]")
        .assertRefused("program", "absent.ctx");
  }
}
