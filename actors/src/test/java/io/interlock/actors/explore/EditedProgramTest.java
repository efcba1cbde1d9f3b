package io.interlock.actors.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.explore.ExploreResult.Find;
import io.interlock.actors.property.Properties;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.ScenarioBundle;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.actors.scenario.Setting;
import io.interlock.engine.explore.counterexample.Origin;
import io.interlock.engine.explore.shrink.ShrinkAim;
import io.interlock.hypervisor.program.KvmPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Counterexamples of the posted program, replayed leniently on other programs.
class EditedProgramTest {
  private static final Path POSTED = Path.of("..", "examples", "partitioned-pmu-v5.conf");
  private static final String PROGRAM = KvmPrograms.extensionText("pmu-partitioned-v5");
  private static final int STEPS_MAX = 5_000;

  private static List<Find> finds = List.of();

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void explore() {
    ScenarioBundle bundle = ScenarioBundle.pack(POSTED, List.of());
    var settings =
        new ExploreSettings(
            "portfolio",
            1,
            100,
            STEPS_MAX,
            1_000_000_000L,
            1,
            false,
            List.of(Properties.values()),
            ShrinkAim.LATEST_DEPARTURE);
    finds =
        HostExplorer.explore(
                ScenarioReader.read(POSTED, List.of()),
                settings,
                new Origin("test", bundle.text(), "", bundle.files()),
                new ExploreControl(_ -> {}, () -> false, () -> 0))
            .finds();
  }

  private static Arguments edit(String name, String from, String to) {
    String edited = PROGRAM.replace(from, to);
    assertNotEquals(PROGRAM, edited, name);
    return Arguments.of(name, edited);
  }

  static Stream<Arguments> edits() {
    String counters = line("for n in 0 .. guest-counters { PMEVCNTR[n]_EL0 := vcpu.");
    String cycles = line("PMCCNTR_EL0 := vcpu.PMCCNTR_EL0");
    String set = line("PMCNTENSET_EL0 := vcpu.");
    String clear = line("PMCNTENCLR_EL0 := ~vcpu.");
    String savedUser = line("vcpu.PMUSERENR_EL0 := ");
    String savedSelector = line("vcpu.PMSELR_EL0 := ");
    String put = "on put {\n  if fgt {\n";
    String reserve = line("do pmu-reserve");
    String release = line("do pmu-release");
    return Stream.of(
        edit("a step more at the beginning of load", reserve, "isb\n" + reserve),
        edit("a step more at the beginning of put", put, put + "dsb sy\n"),
        edit("three steps more at the beginning of put", put, put + "isb\ndsb sy\nisb\n"),
        edit("a step more at the end of put", release, release + "isb\n"),
        edit("a step less in put", line("vcpu.PMCCNTR_EL0 := "), ""),
        edit("a register written twice", cycles, cycles + cycles),
        edit("a hook more", "on put {", "on enter { isb }\non put {"),
        edit("a label", cycles, "e: " + cycles.strip() + "\n"),
        edit("the counters in another order", counters + cycles, cycles + counters),
        edit("clear before set", set + clear, clear + set),
        edit("saved in another order", savedUser + savedSelector, savedSelector + savedUser));
  }

  private static String line(String words) {
    return PROGRAM.lines().filter(line -> line.contains(words)).findFirst().orElseThrow() + "\n";
  }

  private Scenario withProgram(String program) throws IOException {
    Path file = Files.writeString(folder.resolve("edited.ctx"), program);
    return ScenarioReader.read(
        POSTED, List.of(Setting.parse("host.kvm.programs=[\"" + file + "\"]")));
  }

  @Test
  void allThatTheReviewFoundIsThere() {
    assertTrue(finds.size() >= 11, finds::toString);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("edits")
  void violationsOutliveSmallEdits(String name, String program) throws IOException {
    Scenario edited = withProgram(program);
    for (Find find : finds) {
      // Where the order of time fails by itself, there is no order that an edit could disturb.
      if (find.departureLength() > 0) {
        var replayed = HostReplay.lenient(find.counterexample(), "file", edited, STEPS_MAX);
        assertTrue(replayed.broken(), () -> name + ": " + find.violation());
      }
    }
  }

  @Test
  void noneOutlivesTheReview() throws IOException {
    Scenario reviewed = withProgram(KvmPrograms.extensionText("pmu-partitioned-reviewed"));
    for (Find find : finds) {
      var replayed = HostReplay.lenient(find.counterexample(), "file", reviewed, STEPS_MAX);
      assertFalse(replayed.broken(), () -> String.valueOf(replayed.message()));
    }
  }

  @Test
  void aProgramInAFileIsPartOfTheCounterexample() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.ctx"), PROGRAM);
    List<Setting> settings = List.of(Setting.parse("host.kvm.programs=[\"" + file + "\"]"));
    ScenarioBundle bundle = ScenarioBundle.pack(POSTED, settings);
    var search =
        new ExploreSettings(
            "portfolio",
            1,
            1,
            STEPS_MAX,
            1_000_000_000L,
            1,
            true,
            Arrays.asList(Properties.values()),
            ShrinkAim.FEWEST_DELIVERIES);
    Find find =
        HostExplorer.explore(
                ScenarioReader.read(POSTED, settings),
                search,
                new Origin("test", bundle.text(), "", bundle.files()),
                new ExploreControl(_ -> {}, () -> false, () -> 0))
            .finds()
            .getFirst();
    Files.delete(file);
    var replayed = HostReplay.strict(find.counterexample(), "file");
    assertEquals(null, replayed.difference());
    assertTrue(replayed.broken());
  }
}
