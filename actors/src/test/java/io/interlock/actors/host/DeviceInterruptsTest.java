package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.Property;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.ScenarioException;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.actors.scenario.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// SPIs that devices of user space raise, on a whole host.
class DeviceInterruptsTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "shared-interrupts.conf");

  private static Scenario scenario(String devices) {
    return ScenarioReader.read(EXAMPLE, List.of(Setting.parse("vms.server.devices=" + devices)));
  }

  private static TestRun run(String devices) {
    HostPlan plan = Planner.plan(scenario(devices)).getFirst();
    return TestRun.of(plan, 1).until(3 * TestRun.MILLI);
  }

  private static List<Fact.InterruptHandled> handled(TestRun run, int intid) {
    return run.facts(Fact.InterruptHandled.class).stream()
        .filter(fact -> fact.intid() == intid)
        .toList();
  }

  @Test
  void eachEdgeIsHandledByTheVcpuThatItIsRoutedTo() {
    try (TestRun run = run("[\"spi 40 every 200us to 1 10 times\"]")) {
      assertEquals(10, handled(run, 40).size());
      assertTrue(handled(run, 40).stream().allMatch(fact -> fact.vcpu().index() == 1));
    }
  }

  @Test
  void anInterruptThatIsRoutedElsewhereMovesFromListToList() {
    try (TestRun run = run("[\"spi 41 every 100us to next 20 times\"]")) {
      Set<Integer> takers =
          handled(run, 41).stream().map(fact -> fact.vcpu().index()).collect(Collectors.toSet());
      assertEquals(Set.of(0, 1, 2), takers);
      for (Property property : Properties.ONE_AP_LIST.create()) {
        run.facts(Fact.class).forEach(fact -> assertNull(property.observe(fact)));
      }
    }
  }

  @Test
  void edgesThatComeFasterThanTheyAreHandledMerge() {
    try (TestRun run = run("[\"spi 40 every 1us to 0 100 times\"]")) {
      int taken = handled(run, 40).size();
      assertTrue(taken > 0 && taken < 100, taken + " of 100");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"spi 31 every 1ms to 0\"]",
        "[\"spi 1020 every 1ms to 0\"]",
        "[\"spi 40 every 1ns to 0\"]",
        "[\"spi 40 every 1ms to 3\"]",
        "[\"spi 40 to 0\"]",
        "[\"spi 40 every 1ms to 0\", \"spi 40 every 2ms to 1\"]"
      })
  void whatIsNoDeviceIsRefusedInOneLine(String devices) {
    var e = assertThrows(ScenarioException.class, () -> scenario(devices));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("is no device; allowed: "), message);
    assertEquals(1, message.lines().count());
  }
}
