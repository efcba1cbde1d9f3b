package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.GuestTimes;
import io.interlock.actors.fact.MonitorCounts;
import io.interlock.hypervisor.guest.BuiltInProgram;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The guests that count and sample by themselves, over counters of either kind.
class PerfGuestsTest {
  private enum Kind {
    EMULATED,
    PARTITIONED;

    TestRun run(TestHost host) {
      return this == EMULATED
          ? EmulatedHost.of(host).run(1)
          : PartitionedHost.of(host, "pmu-partitioned").run(1);
    }
  }

  private static TestHost host(BuiltInProgram program, Map<String, String> settings) {
    return TestHost.preset("pair").with("a", guest(program.create(settings)).on("0"));
  }

  /// Two counters for four events, so that each is counted in half of the turns.
  @ParameterizedTest
  @EnumSource
  void eventsThatAreMoreThanCountersTakeTurns(Kind kind) {
    TestHost host =
        host(
            BuiltInProgram.PERF_STAT,
            Map.of(
                "events", "inst_retired,br_pred,mem_access,l1d_cache_refill",
                "counters", "2",
                "slice-cycles", "1M",
                "total-cycles", "20M"));
    try (TestRun run = kind.run(host).finish()) {
      Map<String, MonitorCounts.Report> reports = run.statistics().monitorsOf(0).reports();
      assertEquals(new MonitorCounts.Report(20, 20_000_000, 1_000_000), reports.get("cpu_cycles"));
      // Two instructions a cycle on a Cortex-A720, 35 accesses of memory in 100 instructions.
      assertEquals(
          new MonitorCounts.Report(10, 20_000_000, 2_000_000), reports.get("inst_retired"));
      assertEquals(new MonitorCounts.Report(10, 7_000_000, 700_000), reports.get("mem_access"));
      assertEquals(0, run.statistics().monitorsOf(0).undefinedAccesses());
    }
  }

  @ParameterizedTest
  @EnumSource
  void samplesComeAtTheirFrequency(Kind kind) {
    TestHost host =
        host(BuiltInProgram.PERF_SAMPLE, Map.of("sample-hz", "1000", "events", "inst_retired"));
    try (TestRun run = kind.run(host).until(100 * TestRun.MILLI)) {
      MonitorCounts counts = run.statistics().monitorsOf(0);
      assertTrue(counts.interrupts() >= 97 && counts.interrupts() <= 100, "" + counts.interrupts());
      MonitorCounts.Report instructions =
          Objects.requireNonNull(counts.reports().get("inst_retired"));
      assertTrue(instructions.reads() >= 97);
      // Two a cycle: in the period, in 40 ns on the way of the interrupt, and in the handler.
      double each = (double) instructions.total() / instructions.reads();
      assertEquals(2.0 * (2_500_000 + 100 + 1000), each, 2.0);
    }
  }

  @Test
  void trapsAreWhatMakesEmulationSlow() {
    TestHost host =
        host(BuiltInProgram.PERF_SAMPLE, Map.of("sample-hz", "24000", "events", "inst_retired"));
    GuestTimes slow = times(Kind.EMULATED, host);
    GuestTimes fast = times(Kind.PARTITIONED, host);
    long lost = fast.guestPicos() - slow.guestPicos();
    assertTrue(lost > 10 * TestRun.MILLI, "lost " + lost);
    assertTrue(slow.trapPicos() - fast.trapPicos() > lost * 9 / 10);
    assertTrue(slow.guestPicos() + slow.trapPicos() + slow.interruptPicos() > 99 * TestRun.MILLI);
  }

  private static GuestTimes times(Kind kind, TestHost host) {
    try (TestRun run = kind.run(host).until(100 * TestRun.MILLI)) {
      return run.statistics().timesOf(0, 100 * TestRun.MILLI);
    }
  }
}
