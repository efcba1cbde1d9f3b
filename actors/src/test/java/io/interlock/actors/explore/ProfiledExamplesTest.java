package io.interlock.actors.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.property.Properties;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.actors.scenario.Setting;
import io.interlock.engine.explore.counterexample.Counterexample;
import io.interlock.engine.explore.counterexample.Origin;
import io.interlock.engine.explore.shrink.ShrinkAim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The defects of SPE in guests, each a scenario that a user can search: what is found, and that
/// nothing is once it is mended.
class ProfiledExamplesTest {
  /// Time counts for blackouts: deliveries are late by no more than this.
  private static final long SKEW_PICOS = 10_000_000L;

  private static final long EXECUTIONS = 200;

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "shared-mask | host.spe.review=corrected |"
            + " vm-isolation: what a guest can write depends on other VMs",
        "signed-limit | host.spe.review=corrected |"
            + " spe-pointer-in-buffer: a buffer without room for a record is enabled",
        "two-pmus | host.spe.review=corrected |"
            + " runnable-configuration: a vCPU can run on no CPU",
        "pmu-after-spu | host.spe.review=corrected |"
            + " spe-no-access-off-mask: a guest with SPE is entered where its SPU is not",
        "late-choice | host.spe.review=corrected |"
            + " config-frozen-after-first-run: the SPU of a VM is chosen after a vCPU has run",
        "clock | host.spe.review=corrected |"
            + " config-frozen-after-first-run: the clock of a VM's records changes after a vCPU has"
            + " run",
        "unload | host.spe.driver=counted |"
            + " spe-blackout-bounded: KVM learns too late of an event",
        "blackout | host.spe.driver=counted |"
            + " spe-blackout-bounded: KVM learns too late of an event",
        "notifier | host.spe.notifiers=honoured |"
            + " guest-never-sees-stage2-fault: a guest's profiling stops by a fault of the second"
            + " stage",
        "status-first | host.kvm.programs=[spe] |"
            + " spe-irq-level: a guest runs on without knowing of an event of its buffer",
      })
  void theDefectIsFoundAndItsMendingSurvives(String example, String mending, String kind) {
    ExploreResult posted = search(example);
    Set<String> kinds = kinds(posted);
    assertTrue(kinds.contains(kind), () -> kind + " is not among " + kinds);
    assertEquals(Set.of(), kinds(search(example, mending)));
    replay(posted, kind);
  }

  /// From what its file says, and nothing else.
  private static void replay(ExploreResult result, String kind) {
    Counterexample found =
        result.finds().stream()
            .filter(find -> find.violation().kind().equals(kind))
            .findFirst()
            .orElseThrow()
            .counterexample();
    HostReplay.Result again = HostReplay.strict(found, "found.json");
    assertNull(again.difference());
    assertTrue(again.broken());
  }

  private static Scenario scenario(String example, String... settings) {
    return ScenarioReader.read(file(example), Arrays.stream(settings).map(Setting::parse).toList());
  }

  private static Path file(String example) {
    return Path.of("..", "examples", "spe-" + example + ".conf");
  }

  private static ExploreResult search(String example, String... settings) {
    return HostExplorer.explore(
        scenario(example, settings),
        new ExploreSettings(
            "portfolio",
            1,
            EXECUTIONS,
            5_000,
            SKEW_PICOS,
            1,
            false,
            List.of(Properties.values()),
            ShrinkAim.LATEST_DEPARTURE),
        new Origin("test", text(example), "", Map.of()),
        new ExploreControl(_ -> {}, () -> false, () -> 0));
  }

  private static String text(String example) {
    try {
      return Files.readString(file(example));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> kinds(ExploreResult result) {
    return result.finds().stream()
        .map(find -> find.violation().kind())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
