package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.HostEventCounts;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the host's own perf events count while guests run.
class HostCountsTest {
  private static List<HostEventCounts.Total> totals(String... events) {
    EmulatedHost host =
        EmulatedHost.preset("pair")
            .counts(events)
            .with("a", guest("compute 3M", "compute 2M el0", "off").on("0"))
            .with("b", guest("compute 1M", "off").on("1"));
    // Events that take turns do so for ever.
    try (TestRun run = host.run(1).until(200 * TestRun.MILLI)) {
      return run.statistics().hostEvents().totals();
    }
  }

  @Test
  void whatGuestsExecuteIsCountedByLevelOnAllCpus() {
    List<HostEventCounts.Total> totals = totals("cpu_cycles:G", "r11:Gk", "r11:Gu");
    assertEquals(
        List.of(6_000_000L, 4_000_000L, 2_000_000L),
        totals.stream().map(HostEventCounts.Total::count).toList());
    totals.forEach(total -> assertEquals(1, total.share()));
  }

  @Test
  void theHostsKernelCountsByItself() {
    List<HostEventCounts.Total> totals = totals("cpu_cycles:Hk", "cpu_cycles:k");
    assertTrue(totals.getFirst().count() > 0);
    assertEquals(4_000_000, totals.getLast().count() - totals.getFirst().count());
  }

  /// Seven events want six counters.
  @Test
  void eventsThatTakeTurnsHaveACounterForAPartOfTheTime() {
    List<HostEventCounts.Total> totals = totals("r8", "r8", "r8", "r8", "r8", "r8", "r8");
    totals.forEach(total -> assertEquals(6 / 7.0, total.share(), 0.02));
  }
}
