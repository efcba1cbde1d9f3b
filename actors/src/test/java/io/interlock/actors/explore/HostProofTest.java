package io.interlock.actors.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.property.Properties;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.actors.scenario.Setting;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.counterexample.Origin;
import io.interlock.engine.explore.shrink.ShrinkAim;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The smallest partitioned host, in every order that there is.
class HostProofTest {
  private static final Path SMALLEST = Path.of("..", "examples", "partitioned-pmu-smallest.conf");

  private static ExploreResult orders(String program, long executions) {
    Scenario scenario =
        ScenarioReader.read(
            SMALLEST, List.of(Setting.parse("host.kvm.programs=[" + program + "]")));
    ExploreSettings settings =
        new ExploreSettings(
            "dpor",
            1,
            executions,
            1_000,
            Scene.UNBOUNDED,
            1,
            false,
            List.of(Properties.values()),
            ShrinkAim.LATEST_DEPARTURE);
    return HostExplorer.explore(
        scenario,
        settings,
        new Origin("test", "", "", Map.of()),
        new ExploreControl(_ -> {}, () -> false, () -> 0));
  }

  private static Set<String> kinds(ExploreResult result) {
    return result.finds().stream().map(find -> find.violation().kind()).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pmu-partitioned-reviewed", "pmu-partitioned"})
  void theReviewedAndTheConsolidatedProgramHoldInEveryOrder(String program) {
    ExploreResult result = orders(program, Long.MAX_VALUE);
    assertEquals(Set.of(), kinds(result));
    assertTrue(result.exhausted(), result.end());
    assertTrue(result.executions() > 1_000, "only " + result.executions() + " orders");
  }

  @Test
  void theSameSearchFindsWhatIsWrongWithThePostedProgram() {
    Set<String> kinds = kinds(orders("pmu-partitioned-v5", 1_500));
    for (String kind :
        List.of(
            "guest-range-quiescent: an overflow of the guest's range is left in the PE by a put",
            "host-registers-preserved: the host's PMUSERENR_EL0 is lost",
            "overflow-delivered: loading a context interrupts the host with an overflow",
            "overflow-delivered: a guest's overflow interrupts the host after the guest's put",
            "overflow-delivered: a guest handles an overflow that it does not have")) {
      assertTrue(kinds.contains(kind), () -> kind + " is not among " + kinds);
    }
  }
}
