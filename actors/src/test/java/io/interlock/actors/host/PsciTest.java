package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.ExitReason;
import io.interlock.actors.fact.Fact;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What guests ask of PSCI, and what becomes of their vCPUs.
class PsciTest {
  private static final int SUCCESS = 0;
  private static final int INVALID_PARAMETERS = -2;
  private static final int ALREADY_ON = -4;

  private static TestHost dual() {
    return TestHost.preset("dual");
  }

  private static List<Long> reported(TestRun run, String label) {
    return run.facts(Fact.Reported.class).stream()
        .filter(fact -> fact.label().equals(label))
        .map(Fact.Reported::value)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "psci version, 65537",
    "psci migrate-info-type, 2",
    "psci features cpu-on, 0",
    "psci features 0x80000000, 0",
    "psci features 0x84000012, -1",
    "psci cpu-on 0 0 0, -4",
    "psci cpu-on 1 0 0, -2",
    "psci affinity-info 0 0, 0",
    "psci affinity-info 0 4, -2",
    "psci affinity-info 1 0, -2",
    "psci affinity-info 1 1, 0"
  })
  void whatConcernsNoOtherVcpuIsAnsweredAtOnce(String call, long x0) {
    TestHost host = dual().with("a", guest(call + " as x", "x0 as y", "off").on("2"));
    try (TestRun run = TestRun.of(host, 1).finish()) {
      assertEquals(List.of(x0), reported(run, "x"));
      assertEquals(List.of(x0), reported(run, "y"));
      assertEquals(ExitReason.HYPERCALL, run.facts(Fact.GuestExited.class).getFirst().reason());
    }
  }

  /// As selftest psci_test: once AFFINITY_INFO says that it is on, it has begun at the entry with
  /// the context.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void vcpuThatIsTurnedOnBeginsAnewWithItsContext(boolean stepwise) {
    String[] first = {
      "psci affinity-info 1 0 as before",
      "psci cpu-on 1 0x80000 77 as on",
      "psci affinity-info 1 0 as after",
      "psci cpu-on 1 0x90000 78 as twice",
      "compute 100k",
      "off"
    };
    TestHost host =
        dual()
            .with("a", guest(first).on("2"), guest("x0 as context", "compute 1M", "off").on("3"))
            .startingWith(0);
    try (TestRun run = TestRun.of(stepwise ? host.inSteps() : host, 1).finish()) {
      assertEquals(List.of(1L), reported(run, "before"));
      assertEquals(List.of((long) SUCCESS), reported(run, "on"));
      assertEquals(List.of(0L), reported(run, "after"));
      assertEquals(List.of((long) ALREADY_ON), reported(run, "twice"));
      assertEquals(List.of(77L), reported(run, "context"));
      Fact.BegunAnew begun = run.facts(Fact.BegunAnew.class).getFirst();
      assertEquals(0x80000, begun.entry());
      assertEquals(2, run.facts(Fact.PoweredOff.class).size());
    }
  }

  @Test
  void vcpuCanBeTurnedOffAndOnAgainAndAgain() {
    String[] first = {
      "repeat 50 {", "psci cpu-on 1 0 5 as on", "wait-sgi 1", "compute 200k", "}", "off"
    };
    TestHost host =
        dual()
            .with("a", guest(first).on("2"), guest("compute 10k", "sgi 1 to 0", "off").on("2-3"))
            .startingWith(0);
    try (TestRun run = TestRun.of(host, 1).finish()) {
      assertEquals(50, reported(run, "on").size());
      assertTrue(reported(run, "on").stream().allMatch(status -> status == SUCCESS));
      assertEquals(50, run.facts(Fact.BegunAnew.class).size());
      assertEquals(51, run.facts(Fact.PoweredOff.class).size());
    }
  }

  @Test
  void suspendSleepsAsWfiDoesAndReturnsSuccess() {
    TestHost host =
        dual().with("a", guest("timer 1ms once", "psci cpu-suspend as x", "off").on("2"));
    try (TestRun run = TestRun.of(host, 1).finish()) {
      assertEquals(List.of(0L), reported(run, "x"));
      assertEquals(1, run.handled(0, 27));
      assertTrue(run.times(Fact.PoweredOff.class, _ -> true).getFirst() > TestRun.MILLI);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void systemOffStopsAllVcpusWhateverTheyDo(boolean stepwise) {
    TestHost host =
        dual()
            .with(
                "a",
                guest("compute 1M", "psci system-off", "forever {", "compute 1M", "}").on("0"),
                guest("forever {", "compute 1G", "}").on("2"),
                guest("wfi", "off").on("2-3"),
                guest("psci cpu-on 0 0 0", "off").on("3"));
    try (TestRun run = TestRun.of(stepwise ? host.inSteps() : host, 1).finish()) {
      assertEquals(0, run.facts(Fact.BegunAnew.class).size());
      long off = run.times(Fact.PoweredOff.class, fact -> fact.vcpu().index() == 0).getFirst();
      assertEquals(
          List.of(),
          run.times(Fact.GuestEntered.class, _ -> true).stream()
              .filter(at -> at > off + 20 * TestRun.MICRO)
              .toList());
    }
  }

  @Test
  void systemResetBeginsTheVmAnewAsAtFirst() {
    String[] first = {"psci cpu-on 1 0x1000 3 as on", "wait-sgi 1", "psci system-reset", "hvc"};
    TestHost host =
        dual()
            .with("a", guest(first).on("2"), guest("sgi 2 to 0", "wfi", "off").on("3"))
            .startingWith(0);
    try (TestRun run = TestRun.of(host, 1).until(2 * TestRun.MILLI)) {
      List<Long> on = reported(run, "on");
      assertTrue(on.size() > 10, on.size() + " times");
      assertTrue(on.stream().allMatch(status -> status == SUCCESS), on.toString());
    }
  }

  @Test
  void turningOnAndOffAtTheSameTimeEndsOnOrOff() {
    String[] first = {
      "repeat 200 {", "psci cpu-on 1 0 1 as on", "psci affinity-info 1 0", "}", "off"
    };
    TestHost host =
        dual().with("a", guest(first).on("2"), guest("compute 3k", "off").on("3")).startingWith(0);
    try (TestRun run = TestRun.of(host, 1).finish()) {
      long turnedOn = reported(run, "on").stream().filter(status -> status == SUCCESS).count();
      assertEquals(turnedOn, run.facts(Fact.BegunAnew.class).size());
      assertTrue(reported(run, "on").stream().allMatch(x0 -> x0 == SUCCESS || x0 == ALREADY_ON));
      assertTrue(turnedOn > 5 && turnedOn < 200, turnedOn + " of 200");
      assertEquals(0, reported(run, "on").stream().filter(x0 -> x0 == INVALID_PARAMETERS).count());
    }
  }
}
