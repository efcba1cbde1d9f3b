package io.interlock.hypervisor.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class BuiltInProgramTest {
  private static List<String> body(String name, Map<String, String> parameters) {
    return GuestText.print(BuiltInProgram.named(name).create(parameters).body());
  }

  private static void assertRefused(String message, Executable creation) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, creation).getMessage());
  }

  @Test
  void idleSleeps() {
    assertEquals(List.of("forever {", "wfi", "}"), body("idle", Map.of()));
  }

  @Test
  void computeGoesOnForeverOrForAGivenTime() {
    assertEquals(List.of("forever {", "compute 1000000000", "}"), body("compute", Map.of()));
    assertEquals(List.of("compute 5000000"), body("compute", Map.of("total-cycles", "5M")));
  }

  @Test
  void aTickIsBusyForItsPartOfThePeriod() {
    assertEquals(
        List.of("timer 1ms", "forever {", "compute 500000", "wfi", "}"),
        body("timer-tick", Map.of("tick-hz", "1000", "busy-percent", "25", "clock-hz", "2G")));
    assertEquals(
        List.of("timer 4ms", "forever {", "wfi", "}"),
        body("timer-tick", Map.of("busy-percent", "0")));
    assertEquals(
        List.of("timer 4ms", "forever {", "compute 10000000", "}"),
        body("timer-tick", Map.of("busy-percent", "100")));
  }

  @Test
  void aStormIsBackToBackOrWithGaps() {
    assertEquals(List.of("forever {", "sgi 1 to all", "}"), body("ipi-storm", Map.of()));
    assertEquals(
        List.of("forever {", "sgi 7 to next", "compute 20000", "}"),
        body("ipi-storm", Map.of("intid", "7", "to", "next", "gap-cycles", "20k")));
  }

  @Test
  void aStormAtARateIsSentByTheTimersHandler() {
    var program = BuiltInProgram.IPI_STORM.create(Map.of("rate-hz", "1000"));
    assertEquals(List.of("timer 1ms", "forever {", "wfi", "}"), GuestText.print(program.body()));
    assertEquals(
        List.of("sgi 1 to all"),
        GuestText.print(program.handler(InterruptKind.TIMER).operations()));
  }

  @Test
  void mistakesNameKeyValueAndWhatIsAllowed() {
    assertRefused(
        "guest program is \"idel\", allowed are idle, compute, timer-tick, ipi-storm, perf-stat, perf-sample, perf-record",
        () -> BuiltInProgram.named("idel"));
    assertRefused(
        "tick-hz is 0, allowed are 1 to 100000", () -> body("timer-tick", Map.of("tick-hz", "0")));
    assertRefused(
        "busy-percent is \"half\", allowed is a whole number, with or without k, M or G",
        () -> body("timer-tick", Map.of("busy-percent", "half")));
    assertRefused(
        "to is \"me\", allowed are all, next", () -> body("ipi-storm", Map.of("to", "me")));
    assertRefused(
        "compute has no parameter cycles, allowed are total-cycles",
        () -> body("compute", Map.of("cycles", "1")));
    assertRefused(
        "idle has no parameter x, allowed are none", () -> body("idle", Map.of("x", "1")));
  }

  @Property(tries = 200)
  void everyAllowedTickCompilesAndReadsBack(
      @ForAll @IntRange(min = 1, max = 100_000) int tickHz,
      @ForAll @IntRange(min = 0, max = 100) int busyPercent) {
    var program =
        BuiltInProgram.TIMER_TICK.create(
            Map.of("tick-hz", "" + tickHz, "busy-percent", "" + busyPercent));
    program.compile();
    assertEquals(program.body(), GuestParser.parse(GuestText.print(program.body())));
  }
}
