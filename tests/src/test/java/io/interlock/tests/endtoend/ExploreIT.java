package io.interlock.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Searching, and seeing again what was found, as a user does it.
class ExploreIT {
  private static final int AFTER_DEPARTURE_MAX = 25;
  private static final int ROWS_MAX = 40;
  private static final Path PROGRAMS =
      Path.of(Program.EXAMPLE)
          .resolve("../../hypervisor/src/main/resources/io/interlock/hypervisor/programs")
          .normalize();
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
    var outcome = explorePosted("--threads", "4");
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
    List<Integer> departures = numbers(outcome.out(), "departureLength");
    for (int i = 0; i < departures.size(); i++) {
      var replay = call("replay", found().get(i).toString(), "--json");
      assertEquals(1, replay.status(), replay.err());
      var digest = DIGEST.matcher(replay.out());
      String file = Files.readString(found().get(i));
      assertTrue(digest.find() && file.contains(digest.group(1)), replay.out());
      assertEquals(departures.get(i), numbers(replay.out(), "departureLength").getFirst());
      assertTrue(departures.get(i) <= AFTER_DEPARTURE_MAX, outcome.out());
    }
  }

  private static List<Integer> numbers(String json, String key) {
    return Pattern.compile('"' + key + "\":(\\d+)")
        .matcher(json)
        .results()
        .map(number -> Integer.valueOf(number.group(1)))
        .toList();
  }

  @Test
  void theFewestDeliveriesAreThereForTheAsking() throws IOException, InterruptedException {
    int latest = numbers(explorePosted("--first").out(), "shrunkLength").getFirst();
    int fewest = numbers(explorePosted("--first", "--shortest").out(), "shrunkLength").getFirst();
    assertTrue(fewest < latest, fewest + " and " + latest);
  }

  @Test
  void withoutFineGrainedTrapsNothingCounts() throws IOException, InterruptedException {
    var outcome =
        explorePosted(
            "--set", "host.preset=pair-without-fgt", "--property", "events-conserved", "--first");
    assertEquals(1, outcome.status(), outcome.err());
    assertTrue(outcome.out().contains("\"events-conserved\""), outcome.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"partitioned-pmu-reviewed.conf", "partitioned-pmu.conf"})
  void theOrdersAsTheyShouldBeSurvive(String scenario) throws IOException, InterruptedException {
    var outcome = call("explore", example(scenario), "--executions", "100", "--quiet");
    assertEquals(0, outcome.status(), outcome.out());
  }

  @Test
  void thePostedOrderDoesRightWhatItsNeighboursDoWrong() throws IOException, InterruptedException {
    var outcome = exploreNeighbour("pmu-partitioned-v5", "single-residency,events-conserved", 200);
    assertEquals(0, outcome.status(), outcome.out());
  }

  static Stream<Arguments> neighbours() {
    UnaryOperator<String> oneShot = text -> text.replace(" & ~(PMCR_EL0.P | PMCR_EL0.C)", "");
    UnaryOperator<String> noClear =
        text -> text.replaceFirst("PMCNTENCLR_EL0 := ~vcpu.PMCNTENSET_EL0 & guest", "");
    UnaryOperator<String> preemptible =
        text ->
            text.replace("on load {", "on load { preempt-on")
                .replace(
                    "~vcpu.PMINTENSET_EL1 & guest", "~vcpu.PMINTENSET_EL1 & guest preempt-off");
    return Stream.of(
        Arguments.of("events-conserved", "a counter has missed events", oneShot),
        Arguments.of("events-conserved", "has counted what did not happen to it", noClear),
        Arguments.of("single-residency", "a context is loaded over another", preemptible));
  }

  @ParameterizedTest
  @MethodSource("neighbours")
  void aNeighbourOfThePostedOrderIsFoundByItsProperty(
      String property, String kind, UnaryOperator<String> edit)
      throws IOException, InterruptedException {
    String posted = Files.readString(PROGRAMS.resolve("pmu-partitioned-v5.ctx"));
    Path edited = folder.resolve("edited.ctx");
    Files.writeString(edited, edit.apply(posted));
    assertNotEquals(posted, Files.readString(edited));
    var outcome = exploreNeighbour(edited.toString(), property, 20);
    assertEquals(1, outcome.status(), outcome.err());
    assertTrue(outcome.out().contains(kind), outcome.out());
    assertEquals(1, call("replay", found().getFirst().toString()).status());
  }

  private Program.Outcome exploreNeighbour(String program, String property, int executions)
      throws IOException, InterruptedException {
    return call(
        "explore",
        example("partitioned-pmu-neighbours.conf"),
        "--executions",
        String.valueOf(executions),
        "--skew",
        "10ms",
        "--quiet",
        "--property",
        property,
        "--set",
        "host.kvm.programs=[\"" + program + "\"]",
        "--out",
        folder.resolve("found").toString());
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
  void everyExplanationFitsOnAScreen() throws IOException, InterruptedException {
    explorePosted();
    for (Path file : found()) {
      List<String> lines = call("replay", file.toString()).out().lines().toList();
      int title = IntStream.range(0, lines.size()).filter(i -> isTitle(lines, i)).sum();
      assertTrue(lines.size() - title - 2 <= ROWS_MAX, () -> String.join("\n", lines));
      assertTrue(title <= 10, () -> String.join("\n", lines));
      assertTrue(lines.stream().allMatch(line -> line.length() <= 120), lines::toString);
      assertTrue(lines.get(title).contains(" pe0"), lines.get(title));
    }
    String file = found().getFirst().toString();
    assertTrue(call("replay", file, "--view", "mermaid").out().startsWith("sequenceDiagram"));
    assertTrue(call("replay", file, "--view", "list").out().contains(" -> "));
  }

  /// The line above the rule.
  private static boolean isTitle(List<String> lines, int i) {
    return i + 1 < lines.size() && lines.get(i + 1).startsWith("-----");
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
    call("explore", scenario, "--set", "host.kvm.programs=[absent.ctx]")
        .assertRefused("program", "absent.ctx");
  }
}
