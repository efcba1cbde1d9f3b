package io.interlock.actors.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.PropertyWatch;
import io.interlock.actors.result.Violation;
import io.interlock.actors.scenario.ScenarioException;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.actors.scenario.Setting;
import io.interlock.engine.Engine;
import io.interlock.engine.Simulation;
import io.interlock.engine.conductor.Pause;
import io.interlock.hypervisor.program.KvmPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scenarios of the partitioned PMU, in virtual time.
class PartitionedExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  private static HostPlan plan(String example, String... settings) {
    List<Setting> all = Arrays.stream(settings).map(Setting::parse).toList();
    return Planner.plan(ScenarioReader.read(EXAMPLES.resolve(example), all)).getFirst();
  }

  private static List<String> broken(HostPlan plan) {
    PropertyWatch watch = new PropertyWatch(Properties.createAll());
    try (Engine engine = new Engine(1);
        Simulation simulation = HostWorlds.timed(engine, plan, 1, List.of(watch))) {
      assertEquals(Pause.QUIESCENT, simulation.run(1_000_000_000_000L));
      watch.ended(simulation.now());
    }
    return watch.violations().stream().map(Violation::property).distinct().toList();
  }

  @Test
  void thePostedProgramBreaksPropertiesInAnyOrder() {
    List<String> broken = broken(plan("partitioned-pmu-v5.conf"));
    assertTrue(broken.contains("host-registers-preserved"), broken::toString);
    assertTrue(broken.contains("guest-range-quiescent"), broken::toString);
  }

  @Test
  void withoutFineGrainedTrapsNothingCounts() {
    HostPlan plan = plan("partitioned-pmu-v5.conf", "host.preset=pair-without-fgt");
    assertTrue(broken(plan).contains("events-conserved"));
  }

  @Test
  void theReviewedProgramKeepsThemAll() {
    assertEquals(List.of(), broken(plan("partitioned-pmu-reviewed.conf")));
    assertEquals(
        List.of(), broken(plan("partitioned-pmu-reviewed.conf", "host.preset=pair-without-fgt")));
  }

  @Test
  void aCopyOfAProgramCanBeEdited(@TempDir Path folder) throws IOException {
    Path copy = folder.resolve("mine.ctx");
    String text = KvmPrograms.extensionText("pmu-partitioned-reviewed");
    Files.writeString(copy, text.replace("  PMOVSCLR_EL0 := guest\n", ""));
    HostPlan plan = plan("partitioned-pmu-reviewed.conf", "host.kvm.programs=[\"" + copy + "\"]");
    assertEquals(List.of(copy.toString()), List.copyOf(plan.program().extensions()));
  }

  @Test
  void aProgramThatCannotBeReadIsOneLine(@TempDir Path folder) throws IOException {
    Path copy = folder.resolve("mine.ctx");
    Files.writeString(copy, "on load {\n  PMRC_EL0 := 1\n}\n");
    String setting = "host.kvm.programs=[\"" + copy + "\"]";
    ScenarioException refused =
        assertThrows(ScenarioException.class, () -> plan("partitioned-pmu-v5.conf", setting));
    assertTrue(
        String.valueOf(refused.getMessage()).startsWith(copy + ":2:3: found 'PMRC_EL0'"),
        refused::getMessage);
  }

  @Test
  void thereAreOnlySoManyCounters() {
    ScenarioException refused =
        assertThrows(
            ScenarioException.class,
            () -> plan("partitioned-pmu-v5.conf", "host.kvm.guest-counters=7"));
    assertEquals(
        "--set host.kvm.guest-counters=7: 7 counters for guests on host pair; allowed: 0 to 6,"
            + " which all of its cores have",
        refused.getMessage());
  }
}
