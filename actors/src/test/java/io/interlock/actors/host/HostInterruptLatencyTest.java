package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.hardware.gic.IntId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/// From the raising of a physical interrupt to the host's handler.
class HostInterruptLatencyTest {
  private static final long FORGOTTEN_AFTER = 10 * TestRun.MICRO;

  private static TestHost dual() {
    return TestHost.preset("dual");
  }

  /// Nanoseconds of each interrupt with this number on this PE.
  private static List<Long> latencies(TestRun run, int pe, int intid) {
    List<Long> found = new ArrayList<>();
    Deque<Long> raised = new ArrayDeque<>();
    for (TestRun.Stated stated : run.stated()) {
      switch (stated.fact()) {
        case Fact.HostInterruptRaised(int at, int id, long since) when at == pe && id == intid -> {
          // What nobody has taken by now was withdrawn, or has merged with another. Soon after the
          // line has fallen it can still be taken: the CPU had been told.
          raised.removeIf(before -> stated.at() - before > FORGOTTEN_AFTER);
          raised.add(stated.at() - since);
        }
        case Fact.HostInterrupt(int at, int id) when at == pe && id == intid -> {
          assertFalse(raised.isEmpty(), () -> "taken at " + stated.at() + " and never raised");
          found.add((stated.at() - raised.remove()) / 1000);
        }
        default -> {}
      }
    }
    return found;
  }

  @Test
  void virtualTimerOfARunningGuestTakesTwoWiresTheExitAndTheHandler() {
    TestHost host = dual().with("a", guest("timer 4ms", "forever {", "compute 1G", "}").on("2"));
    try (TestRun run = TestRun.of(host, 1).until(100 * TestRun.MILLI)) {
      List<Long> nanos = latencies(run, 2, IntId.VIRTUAL_TIMER);
      assertEquals(24, nanos.size());
      // 20 + 20 ns of wire, 150 ns of exit, 150 ns to the handler, and what of the exit comes
      // first.
      nanos.forEach(each -> assertTrue(each >= 340 && each < 400, each + " ns"));
      assertEquals(24, run.statistics().peLatenciesOf(2).getTotalCount());
      assertEquals(0, run.statistics().peLatenciesOf(3).getTotalCount());
    }
  }

  @Test
  void rescheduleIpiCountsFromTheSenderToTheHandlerOfTheOtherPe() {
    TestHost host =
        dual()
            .with(
                "a",
                guest("compute 1M", "sgi 3 to 1", "off").on("2"),
                guest("compute 10M").on("3"));
    try (TestRun run = TestRun.of(host, 1).finish()) {
      List<Long> nanos = latencies(run, 3, 0);
      assertEquals(1, nanos.size());
      assertTrue(nanos.getFirst() > 800 && nanos.getFirst() < 1_500, nanos + " ns");
    }
  }

  @Test
  void hostTimersCountFromTheirExpiry() {
    TestHost host =
        dual()
            .with("sleeper", guest("timer 1ms once", "wfi", "off").on("3"))
            .with("a", guest("compute 40M", "off").on("2"))
            .with("b", guest("compute 40M", "off").on("2"));
    try (TestRun run = TestRun.of(host, 1).finish()) {
      List<Long> slices = latencies(run, 2, IntId.HYP_TIMER);
      assertTrue(slices.size() > 2, slices.toString());
      slices.forEach(each -> assertTrue(each >= 150 && each < 20_000, each + " ns"));
      // A PE that sleeps is not late.
      assertEquals(List.of(150L), latencies(run, 3, IntId.HYP_TIMER));
    }
  }

  @Test
  void everyInterruptThatIsTakenWasRaised() {
    TestHost host = dual();
    for (int vm = 0; vm < 3; vm++) {
      host =
          host.with(
              "vm" + vm,
              guest("timer 700us", "forever {", "compute 300k", "sgi 1 to next", "wfi", "}"),
              guest("timer 900us", "forever {", "compute 900k", "sgi 2 to next", "wfi", "}"));
    }
    try (TestRun run = TestRun.of(host, 3).until(100 * TestRun.MILLI)) {
      for (int pe = 0; pe < 4; pe++) {
        for (int intid : List.of(0, IntId.VIRTUAL_TIMER)) {
          for (long nanos : latencies(run, pe, intid)) {
            assertTrue(nanos > 0 && nanos < 50_000, "PE " + pe + ": " + nanos + " ns");
          }
        }
      }
    }
  }
}
