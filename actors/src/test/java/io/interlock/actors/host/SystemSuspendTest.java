package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.HostPlan;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// SYSTEM_SUSPEND, as selftest psci_test has it, and what user space makes of it.
class SystemSuspendTest {
  @TempDir private Path folder = Path.of("");

  private TestRun run(String keys) {
    return GicRun.begun(folder, "pair", keys).run().until(5 * TestRun.MILLI);
  }

  private static List<Long> reported(TestRun run, String label) {
    return run.facts(Fact.Reported.class).stream()
        .filter(fact -> fact.label().equals(label))
        .map(Fact.Reported::value)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"no, -1, -1", "deny, 0, -3"})
  void theGuestIsToldUnlessUserSpaceHonoursIt(String key, long features, long answer) {
    String keys =
        """
        vcpus = 1, system-suspend = %s
        guest = ["psci features system-suspend as features",
          "psci system-suspend 0x80000 7 as answer", "x0 as x0", "off"]
        """
            .formatted(key);
    try (TestRun run = run(keys)) {
      assertEquals(List.of(features), reported(run, "features"));
      assertEquals(List.of(answer), reported(run, "answer"));
      assertEquals(List.of(answer), reported(run, "x0"));
      assertEquals(0, run.facts(Fact.BegunAnew.class).size());
    }
  }

  /// The vCPU sleeps as in WFI, is back in user space, and begins where the guest wanted.
  @ParameterizedTest
  @ValueSource(strings = {"block", "step"})
  void aTimerWakesASuspendedVcpuWhichBeginsAtTheEntryWithTheContext(String granularity) {
    String keys =
        """
        vcpus = 1, system-suspend = honour
        guest = ["x0 as x0", "read CNTV_CTL_EL0 as timer", "timer 1ms once",
          "psci system-suspend 0x80000 7", "hvc"]
        }, run.granularity = %s, vms.b { vcpus = 1, guest = ["off"]
        """
            .formatted(granularity);
    try (TestRun run = run(keys)) {
      List<Long> x0 = reported(run, "x0");
      assertTrue(x0.size() > 3, x0::toString);
      assertEquals(0, x0.getFirst());
      assertTrue(x0.stream().skip(1).allMatch(value -> value == 7), x0::toString);
      // The interrupt that woke it was never taken: the vCPU was reset, and its timer with it.
      assertTrue(reported(run, "timer").stream().allMatch(value -> value == 0));
      List<Fact.BegunAnew> begun = run.facts(Fact.BegunAnew.class);
      assertEquals(0x80000, begun.getFirst().entry());
      long first = run.times(Fact.BegunAnew.class, _ -> true).getFirst();
      assertTrue(first > TestRun.MILLI && first < TestRun.MILLI + 50 * TestRun.MICRO, "" + first);
    }
  }

  @Test
  void anSgiWakesASuspendedVcpuWhichIsOnAllTheTime() {
    String keys =
        """
        vcpus = 2, system-suspend = honour, affinity = ["0", "1"]
        guest = ["x0 as x0", "psci system-suspend 0x80000 7"]
        secondaries = ["compute 1M", "psci affinity-info 0 0 as on", "psci cpu-on 0 0 0 as again",
          "sgi 3 to 0", "off"]
        """;
    try (TestRun run = run(keys)) {
      assertEquals(List.of(0L), reported(run, "on"));
      assertEquals(List.of(-4L), reported(run, "again"));
      assertEquals(0L, reported(run, "x0").getFirst());
      assertTrue(reported(run, "x0").stream().skip(1).allMatch(value -> value == 7));
      assertTrue(reported(run, "x0").size() > 1);
    }
  }

  @Test
  void aSignalBringsASuspendedVcpuOutAndItSleepsOn() {
    String keys =
        """
        vcpus = 1, system-suspend = honour
        guest = ["timer 3ms once", "psci system-suspend 0x80000 7"]
        }, host.actions = ["signal a.0 at 1ms"], vms.b { vcpus = 1, guest = ["off"]
        """;
    try (TestRun run = run(keys)) {
      List<Long> entered = run.times(Fact.GuestEntered.class, fact -> fact.vcpu().vm() == 0);
      assertTrue(
          entered.stream().noneMatch(at -> at > TestRun.MILLI && at < 3 * TestRun.MILLI),
          entered::toString);
      assertEquals(1, run.facts(Fact.BegunAnew.class).size());
    }
  }

  /// Before it is suspended, while it is, and after it has been woken.
  @ParameterizedTest
  @ValueSource(longs = {5, 100, 700, 999, 1_001, 1_500, 2_600})
  void aSuspendedVcpuGoesOnOnAnotherHostWhereItsGuestWanted(long micros) {
    String keys =
        """
        vcpus = 1, system-suspend = honour
        guest = ["x0 as x0", "timer 1ms once", "psci system-suspend 0x80000 7", "off"]
        """;
    HostPlan plan = GicRun.plan(folder, "preset = pair", keys);
    List<MovingHost> runs = MovingHost.moved(plan, 1, micros * TestRun.MICRO, 10 * TestRun.MILLI);
    List<Fact.BegunAnew> begun = MovingHost.facts(runs, Fact.BegunAnew.class).toList();
    assertTrue(begun.size() >= 6 && begun.size() <= 9, begun::toString);
    assertTrue(begun.stream().allMatch(each -> each.entry() == 0x80000 && each.context() == 7));
    assertEquals(0, runs.stream().mapToLong(MovingHost::poweredOff).sum());
  }

  @Test
  void withoutAnythingToWakeItASuspendedVcpuSleeps() {
    try (TestRun run =
        run("vcpus = 1, system-suspend = honour, guest = [\"psci system-suspend 0 0\", \"hvc\"]")) {
      assertEquals(0, run.facts(Fact.BegunAnew.class).size());
    }
  }
}
