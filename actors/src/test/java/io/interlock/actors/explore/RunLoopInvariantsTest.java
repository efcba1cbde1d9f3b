package io.interlock.actors.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.property.Properties;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.counterexample.Origin;
import io.interlock.engine.explore.shrink.ShrinkAim;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The invariants of the run loop: sampled with all observers in one run, and proved each in the
/// smallest host on which it could break.
class RunLoopInvariantsTest {
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final long SKEW_PICOS = 1_000_000_000L;
  private static final int STEPS_MAX = 5_000;

  /// At most one resident context; host registers; guest range; overflow; saved before outside;
  /// requests; one list; list registers; supported CPUs; the virtual line.
  private static final List<Properties> TEN =
      List.of(
          Properties.SINGLE_RESIDENCY,
          Properties.HOST_REGISTERS_PRESERVED,
          Properties.GUEST_RANGE_QUIESCENT,
          Properties.OVERFLOW_DELIVERED,
          Properties.SAVED_BEFORE_OUTSIDE,
          Properties.REQUEST_OBSERVED,
          Properties.ONE_AP_LIST,
          Properties.LR_RESIDENCY,
          Properties.SUPPORTED_CPU_ONLY,
          Properties.VIRTUAL_LINE_ACCURATE);

  private static ExploreResult search(
      String example, String strategy, long executions, long skew, List<Properties> properties) {
    var settings =
        new ExploreSettings(
            strategy,
            1,
            executions,
            STEPS_MAX,
            skew,
            1,
            false,
            properties,
            ShrinkAim.LATEST_DEPARTURE);
    return HostExplorer.explore(
        ScenarioReader.read(EXAMPLES.resolve(example + ".conf"), List.of()),
        settings,
        new Origin("test", "", "", Map.of()),
        new ExploreControl(_ -> {}, () -> false, () -> 0));
  }

  private static void sample(String example, long executions, List<Properties> properties) {
    ExploreResult result = search(example, "portfolio", executions, SKEW_PICOS, properties);
    assertEquals(List.of(), result.finds());
    assertEquals(executions, result.executions());
  }

  private static void prove(String example) {
    List<Properties> all = List.of(Properties.values());
    ExploreResult result = search(example, "dpor", Long.MAX_VALUE, Scene.UNBOUNDED, all);
    assertEquals(List.of(), result.finds());
    assertTrue(result.exhausted(), result.end());
    assertTrue(result.executions() > 1_000, "only " + result.executions() + " orders");
  }

  private static void sampleGic(long executions) {
    List<Properties> all = List.of(Properties.values());
    ExploreResult result = search("gic-guest", "portfolio", executions, SKEW_PICOS, all);
    assertEquals(List.of(), result.finds());
    assertEquals(executions, result.executions());
  }

  @Test
  void nothingBreaksWhereAGuestDrivesItsGic() {
    sampleGic(200);
  }

  @Test
  void norWhereUserSpaceLooksAtAGicAndDrivesIt() {
    sample("gic-user-space", 200, List.of(Properties.values()));
  }

  @Tag("long")
  @Test
  void nothingBreaksInTenThousandOrdersWhereAGuestDrivesItsGic() {
    sampleGic(10_000);
  }

  @Test
  void theTenInvariantsHoldWithMigrationKicksAndBlocking() {
    sample("run-loop", 300, TEN);
  }

  @Tag("long")
  @Test
  void theTenInvariantsHoldInAHundredThousandExecutions() {
    sample("run-loop", 100_000, TEN);
  }

  @Test
  void nothingIsBrokenByGuestsThatTurnEachOtherOnAreHeldStillAndReset() {
    sample("run-loop-psci", 200, List.of(Properties.values()));
  }

  @Tag("long")
  @Test
  void norInTenThousandExecutions() {
    sample("run-loop-psci", 10_000, List.of(Properties.values()));
  }

  @Test
  void kickAgainstEntryHoldsInEveryOrder() {
    prove("kick-against-entry");
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"queue-against-prune", "block-against-inject"})
  void theOthersHoldInEveryOrder(String example) {
    prove(example);
  }
}
