package io.interlock.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.tests.Repository.TextFile;
import io.interlock.tests.endtoend.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the documentation shows works.
class DocumentationIT {
  private static final String EXAMPLE_TREE = Program.EXAMPLE.replace(".conf", ".dtb");
  private static final Path EXAMPLES = Repository.ROOT.resolve("examples");
  private static final Pattern VERB = Pattern.compile("\\./interlock ([a-z]+)");

  @TempDir Path folder = Path.of("");

  private Program.Outcome call(List<String> arguments) throws IOException, InterruptedException {
    return new Program(folder).call(arguments.toArray(String[]::new));
  }

  static Stream<Arguments> scenarios() {
    return Repository.textsEndingIn(".md")
        .flatMap(
            file ->
                Markdown.parse(file.lines()).blocks().stream()
                    .filter(block -> block.language().equals("hocon"))
                    .map(block -> Arguments.of(file.path(), block.text())));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void everyScenarioIsValid(String place, String text) throws IOException, InterruptedException {
    Path scenario = folder.resolve("snippet.conf");
    Files.writeString(scenario, text.startsWith("[") ? withGuest(text) : text);
    var outcome = call(List.of("check", scenario.toString()));
    assertEquals(0, outcome.status(), place + ": " + outcome.err());
  }

  /// A list of operations is what a guest does.
  private static String withGuest(String operations) {
    return "host.preset = dual\nvms.a { vcpus = 4, guest = " + operations + "}\n";
  }

  static Stream<List<String>> commands() {
    return Markdown.parse(readme().lines()).code().stream()
        .filter(line -> line.startsWith("./interlock "))
        .map(line -> List.of(line.replaceFirst("\\s+#.*", "").split(" ")))
        .map(words -> words.subList(1, words.size()));
  }

  /// The benchmarks, which take their time, are only asked for help, and so is the replay of what a
  /// search finds.
  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandOfTheReadmeSucceeds(List<String> words)
      throws IOException, InterruptedException {
    var arguments = new ArrayList<String>();
    for (String word : words) {
      arguments.add(
          word.replaceFirst("^examples/", EXAMPLES + "/").replace("my-board.dtb", EXAMPLE_TREE));
    }
    switch (words.getFirst()) {
      case "run", "fleet" -> arguments.addAll(List.of("--set", "run.for=10ms"));
      case "bench", "replay" -> arguments.add("--help");
      case "explore" ->
          arguments.addAll(
              List.of("--executions", "20", "--out", folder.resolve("found").toString()));
      default -> {}
    }
    var outcome = call(arguments);
    int expected = words.getFirst().equals("explore") ? 1 : 0;
    assertEquals(expected, outcome.status(), arguments + ": " + outcome.err());
  }

  private static Stream<String> blocksOf(String study) {
    return Markdown.parse(document(study).lines()).blocks().stream()
        .filter(block -> block.language().equals("sh"))
        .map(Markdown.Block::text);
  }

  /// All of it in one script, as someone types it who reads; with few executions, for the sake of
  /// time.
  private Program.Outcome typed(String study) throws IOException, InterruptedException {
    for (String name : List.of("examples", "hypervisor")) {
      Files.createSymbolicLink(folder.resolve(name), Repository.ROOT.resolve(name));
    }
    Path starter = folder.resolve("interlock");
    Files.writeString(starter, "#!/bin/sh\nexec " + Program.command() + " \"$@\"\n");
    assertTrue(starter.toFile().setExecutable(true));
    StringBuilder script = new StringBuilder();
    blocksOf(study)
        .flatMap(String::lines)
        .map(line -> line.replaceAll("--executions \\d+", "--executions 100"))
        .forEach(line -> script.append(line).append('\n'));
    var outcome = new Program(folder).shell(script.toString());
    for (String complaint : List.of("allowed", "failed", "not found")) {
      assertFalse(outcome.err().contains(complaint), outcome.err());
    }
    return outcome;
  }

  @Test
  void theCaseStudyDoesWhatItSays() throws IOException, InterruptedException {
    var outcome = typed("docs/case-study-partitioned-pmu.md");
    for (String found :
        List.of(
            "the host's PMUSERENR_EL0 is lost",
            "a guest's overflow interrupts the host after the guest's put",
            "a counter has missed events",
            "a counter has counted what did not happen to it",
            "a context is loaded over another",
            "leaves the order of time at step",
            "not broken")) {
      assertTrue(outcome.out().contains(found), found + " is not in " + outcome.out());
    }
  }

  @Test
  void theCaseStudyOfProfilingDoesWhatItSays() throws IOException, InterruptedException {
    var outcome = typed("docs/case-study-profiling.md");
    for (String found :
        List.of(
            "what a guest can write depends on other VMs",
            "a buffer without room for a record is enabled",
            "the clock of a VM's records changes after a vCPU has run",
            "a vCPU can run on no CPU",
            "a guest with SPE is entered where its SPU is not",
            "the SPU of a VM is chosen after a vCPU has run",
            "KVM learns too late of an event",
            "a guest runs on without knowing of an event of its buffer",
            "a guest's profiling stops by a fault of the second stage",
            "KVM_EXIT_FAIL_ENTRY of vCPU 0 on CPU 1, KVM_EXIT_FAIL_ENTRY_CPU_UNSUPPORTED")) {
      assertTrue(outcome.out().contains(found), found + " is not in " + outcome.out());
    }
  }

  @Test
  void theReadmeNamesEveryVerbAndNoOther() throws IOException, InterruptedException {
    Set<String> named =
        VERB.matcher(readme().text())
            .results()
            .map((MatchResult found) -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    String refusal = call(List.of("no-such-verb")).err().strip();
    String allowed = refusal.replaceFirst(".*allowed: ([^;]*);.*", "$1");
    assertEquals(named, new TreeSet<>(List.of(allowed.split(", "))), refusal);
  }

  private static TextFile readme() {
    return document("README.md");
  }

  private static TextFile document(String path) {
    return Repository.texts().filter(file -> file.path().equals(path)).findFirst().orElseThrow();
  }
}
