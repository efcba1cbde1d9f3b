package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.timer.SystemCounter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The kernel's selftests arch_timer_edge_cases and arch_timer, as guests of whole hosts: with both
/// timers, on a kernel at EL2 and one at EL1. Until the interrupt comes, a guest waits in WFI,
/// computes, is in user space again and again, or has its thread moved.
///
/// What moves a counter under a running guest is for user space alone, and in
/// `examples/uapi/timer.uapi`.
class ArchTimerEdgeCasesTest {
  /// `CVAL_MAX / 2`, at which the selftest begins: beyond it, counts are negative as numbers.
  private static final long START = Long.MAX_VALUE;

  /// NAME | COUNT at the start | OPERATIONS | INTERRUPTS | not before this time.
  ///
  /// `CTL`, `CVAL` and `TVAL` are the timer's registers, `[T]` a compare value that time after the
  /// start, `(T)` a timer value; `WAIT` is one of the ways to wait, 70 ms at most.
  private static final String TABLE =
      """
      CVAL in the future              | START | CVAL [10ms]; CTL 1; WAIT                       | 1  | 10ms
      TVAL in the future              | START | TVAL (10ms); CTL 1; WAIT                       | 1  | 10ms
      CVAL in the past                | START | CVAL [-10ms]; CTL 1; WAIT                      | 1  | 0ms
      TVAL in the past                | START | TVAL (-10ms); CTL 1; WAIT                      | 1  | 0ms
      CVAL 0                          | START | CVAL 0; CTL 1; WAIT                            | 1  | 0ms
      TVAL 0                          | START | TVAL 0; CTL 1; WAIT                            | 1  | 0ms
      TVAL at its least               | START | TVAL 0x80000000; CTL 1; WAIT                   | 1  | 0ms
      CVAL beyond what TVAL can say   | START | CVAL [TVAL_MAX]; CTL 1; WAIT                   | 0  | 0ms
      TVAL that wraps                 | 10ms  | TVAL (-30ms); CTL 1; WAIT                      | 0  | 0ms
      another deadline, longer        | START | TVAL (10ms); CTL 1; TVAL (20ms); WAIT          | 1  | 20ms
      another deadline, shorter       | START | TVAL (20ms); CTL 1; TVAL (10ms); WAIT          | 1  | 10ms
      masked, and no more             | START | TVAL -1; CTL 3; WAIT                           | 0  | 0ms
      masked, then unmasked           | START | TVAL -1; CTL 3; CTL 1; WAIT                    | 1  | 0ms
      ten in a row                    | START | TVAL 0; CTL 1; AGAIN                           | 10 | 0ms
      a long delay                    | START | TVAL (50ms); CTL 1; WAIT                       | 1  | 50ms
      """;

  private static final Set<String> BEFORE_HOST =
      Set.of("CVAL in the past", "TVAL in the past", "CVAL 0", "TVAL at its least");

  /// Ways to wait, with what is done to the thread meanwhile.
  private enum Wait {
    WFI("wfit 70ms"),
    POLL("repeat 7000 {; compute 25k; }"),
    YIELD("repeat 700 {; compute 200k; mmio user; }"),
    MIGRATE("repeat 700 {; compute 200k; mmio user; }");

    private final String operations;

    Wait(String operations) {
      this.operations = operations;
    }
  }

  private record Row(
      String name, String start, String operations, int interrupts, String notBefore) {
    static Row of(String line) {
      String[] parts =
          Arrays.stream(line.split("\\|", -1)).map(String::strip).toArray(String[]::new);
      return new Row(parts[0], parts[1], parts[2], Integer.parseInt(parts[3]), parts[4]);
    }

    long startCount(SystemCounter counter) {
      return start.equals("START") ? START : ticks(counter, start);
    }

    String[] program(String timer, Wait wait, SystemCounter counter) {
      List<String> program = new ArrayList<>();
      for (String operation : operations.split(";", -1)) {
        switch (operation.strip()) {
          case "WAIT" -> program.addAll(List.of(wait.operations.split("; ", -1)));
          // The handler stops the timer, which is then enabled once more.
          case "AGAIN" ->
              IntStream.range(1, interrupts)
                  .forEach(_ -> program.addAll(List.of("compute 100k", enable(timer))));
          default -> program.add(write(operation.strip(), timer, counter));
        }
      }
      program.addAll(List.of("compute 100k", "off"));
      return program.toArray(String[]::new);
    }

    /// Whether the compare value is before the host came up, where the kernel writes the physical
    /// timer's with the offset added, see [#aDeadlineBeforeTheHostIsSeenOnlyInTheGuest].
    boolean wraps(String timer, boolean vhe) {
      return vhe && timer.equals("CNTP") && BEFORE_HOST.contains(name);
    }

    private static String enable(String timer) {
      return "write " + timer + "_CTL_EL0 1";
    }

    private String write(String operation, String timer, SystemCounter counter) {
      String[] words = operation.split(" ", 2);
      String value = words[1].replace("TVAL_MAX", Integer.MAX_VALUE + "t");
      long bits =
          switch (value.charAt(0)) {
            case '[' -> startCount(counter) + ticks(counter, inner(value));
            case '(' -> ticks(counter, inner(value)) & 0xFFFF_FFFFL;
            case '-' -> Long.parseLong(value) & 0xFFFF_FFFFL;
            default -> Long.decode(value);
          };
      return "write %s_%s_EL0 0x%x".formatted(timer, words[0], bits);
    }

    private static String inner(String value) {
      return value.substring(1, value.length() - 1);
    }
  }

  private static long ticks(SystemCounter counter, String time) {
    Matcher form = Pattern.compile("(-?)(\\d+)(ms|t)").matcher(time);
    assertTrue(form.matches(), time);
    long number = Long.parseLong(form.group(2));
    long ticks = form.group(3).equals("t") ? number : counter.count(number * TestRun.MILLI);
    return form.group(1).isEmpty() ? ticks : -ticks;
  }

  @TestFactory
  Stream<DynamicContainer> edgeCases() {
    List<Row> rows = TABLE.lines().map(Row::of).toList();
    return Stream.of("CNTV", "CNTP")
        .flatMap(
            timer ->
                Stream.of(true, false)
                    .map(
                        vhe ->
                            dynamicContainer(
                                timer + (vhe ? ", kernel at EL2" : ", kernel at EL1"),
                                rows.stream()
                                    .filter(row -> !row.wraps(timer, vhe))
                                    .flatMap(row -> tests(row, timer, vhe)))));
  }

  private static Stream<DynamicTest> tests(Row row, String timer, boolean vhe) {
    return Arrays.stream(Wait.values())
        .map(wait -> dynamicTest(row.name() + ", " + wait, () -> check(row, timer, vhe, wait)));
  }

  private static void check(Row row, String timer, boolean vhe, Wait wait) {
    TestHost bare = RegistersTest.dual(vhe);
    SystemCounter counter = bare.plan().counter();
    HostPlan plan = bare.with("a", guest(row.program(timer, wait, counter)).on("2-3")).plan();
    long offset = -row.startCount(counter);
    HostPlan shifted =
        Plans.withRegisters(
            plan, Map.of(SysReg.named("CNTVOFF_EL2"), offset, SysReg.named("CNTPOFF_EL2"), offset));
    HostPlan moved = wait == Wait.MIGRATE ? Plans.withActions(shifted, moves(1, 70)) : shifted;
    try (TestRun run = TestRun.of(moved, 1).until(250 * TestRun.MILLI)) {
      assertEquals(1, run.facts(Fact.PoweredOff.class).size(), "the guest is not done");
      int intid = timer.equals("CNTV") ? IntId.VIRTUAL_TIMER : IntId.PHYSICAL_TIMER;
      List<Long> at = run.times(Fact.InterruptHandled.class, _ -> true);
      assertEquals(row.interrupts(), at.size(), () -> "handled at " + at);
      assertEquals(row.interrupts(), run.handled(0, intid));
      long notBefore = counter.picosAtCount(ticks(counter, row.notBefore()));
      assertTrue(at.stream().allMatch(time -> time >= notBefore), at::toString);
      boolean prompt = at.stream().allMatch(time -> time < notBefore + 3 * TestRun.MILLI);
      assertTrue(prompt, () -> "handled at " + at);
      assertTrue(wait != Wait.MIGRATE || run.totals(0).migrations() > 2 || at.size() == 10);
    }
  }

  /// With CNTPOFF_EL2, a kernel at EL2 adds the offset to the compare value whenever it leaves the
  /// guest (`__deactivate_traps`, timers with TGE). If the sum is below zero, it is beyond all
  /// counts, and the interrupt that the guest was left for is gone: the guest is entered, left, and
  /// gets no further.
  @Test
  void aDeadlineBeforeTheHostIsSeenOnlyInTheGuest() {
    String[] program = {
      "write CNTP_CVAL_EL0 0", "write CNTP_CTL_EL0 1", "repeat 10 {", "compute 25k", "}", "off"
    };
    HostPlan plan = RegistersTest.dual(true).with("a", guest(program).on("2-3")).plan();
    HostPlan shifted = Plans.withRegisters(plan, Map.of(SysReg.named("CNTPOFF_EL2"), -START));
    try (TestRun run = TestRun.of(shifted, 1).until(TestRun.MILLI)) {
      assertEquals(0, run.facts(Fact.PoweredOff.class).size());
      assertEquals(0, run.facts(Fact.InterruptHandled.class).size());
      assertTrue(run.facts(Fact.GuestExited.class).size() > 1_000);
    }
    try (TestRun run = TestRun.of(plan, 1).until(TestRun.MILLI)) {
      assertEquals(1, run.facts(Fact.PoweredOff.class).size());
      assertEquals(1, run.facts(Fact.InterruptHandled.class).size());
    }
  }

  /// Each so many milliseconds, to the other CPU.
  private static String[] moves(int everyMillis, int times) {
    return IntStream.rangeClosed(1, times)
        .mapToObj(
            n -> "pin a.0 to " + (n % 2 == 0 ? "2" : "3") + " at " + n * everyMillis * 1000 + "us")
        .toArray(String[]::new);
  }

  /// TVAL is what is left until CVAL, 32 bits, and goes on falling below zero; also where the vCPU
  /// is moved in between.
  @ParameterizedTest
  @ValueSource(strings = {"CNTV", "CNTP"})
  void timerValuesCountDownBeyondZeroWhereverTheVcpuIs(String timer) {
    for (boolean vhe : new boolean[] {true, false}) {
      TestHost bare = RegistersTest.dual(vhe);
      SystemCounter counter = bare.plan().counter();
      long past = -counter.count(10 * TestRun.MILLI);
      String[] program = {
        "write %s_CVAL_EL0 0x%x".formatted(timer, START + past),
        "mmio user",
        "compute 20M",
        "read " + timer + "_TVAL_EL0 as past",
        "write " + timer + "_TVAL_EL0 0",
        "compute 20M",
        "mmio user",
        "read " + timer + "_TVAL_EL0 as zero",
        "write " + timer + "_TVAL_EL0 0xffffffff",
        "read " + timer + "_CVAL_EL0 as compare",
        "read " + timer + "CT_EL0 as count",
        "off"
      };
      HostPlan plan = bare.with("a", guest(program).on("2-3")).plan();
      HostPlan shifted =
          Plans.withRegisters(
              plan,
              Map.of(SysReg.named("CNTVOFF_EL2"), -START, SysReg.named("CNTPOFF_EL2"), -START));
      try (TestRun run =
          TestRun.of(Plans.withActions(shifted, moves(1, 20)), 1).until(250 * TestRun.MILLI)) {
        assertTrue((int) reported(run, "past") < past, "past");
        assertTrue((int) reported(run, "zero") < 0, "zero");
        long compare = reported(run, "compare");
        assertTrue(Long.compareUnsigned(compare, reported(run, "count")) < 0, "compare");
        assertTrue(compare < 0, "a count beyond 2^63");
      }
    }
  }

  private static long reported(TestRun run, String label) {
    return run.facts(Fact.Reported.class).stream()
        .filter(fact -> fact.label().equals(label))
        .mapToLong(Fact.Reported::value)
        .findFirst()
        .orElseThrow();
  }

  /// Selftest arch_timer: each vCPU has a timer that it sets again in its handler, and its thread
  /// goes from CPU to CPU at random.
  @ParameterizedTest
  @ValueSource(strings = {"timer 10ms", "timer physical 10ms"})
  void periodicTimersFireEachTimeWhereverTheirThreadsGo(String timer) {
    for (boolean vhe : new boolean[] {true, false}) {
      TestHost.Guest ticking = guest(timer, "forever {", "compute 300k", "wfi", "}");
      TestHost host =
          RegistersTest.dual(vhe)
              .with(
                  "a", ticking.on("0-3"), ticking.on("0-3"), ticking.on("0-3"), ticking.on("0-3"));
      try (TestRun run = TestRun.of(Plans.withActions(host.plan(), randomMoves(4)), 1)) {
        run.until(505 * TestRun.MILLI);
        int intid = timer.contains("physical") ? IntId.PHYSICAL_TIMER : IntId.VIRTUAL_TIMER;
        for (int vcpu = 0; vcpu < 4; vcpu++) {
          assertEquals(50, run.handled(vcpu, intid), "vCPU " + vcpu);
        }
        for (Fact.InterruptHandled fact : run.facts(Fact.InterruptHandled.class)) {
          assertTrue(fact.sincePicos() >= 0 && fact.sincePicos() < 5 * TestRun.MILLI);
        }
        assertTrue(run.totals(0).migrations() > 100, run.totals(0).migrations() + " migrations");
      }
    }
  }

  private static String[] randomMoves(int vcpus) {
    Random random = new Random(12);
    return IntStream.range(1, 250)
        .mapToObj(
            n -> "pin a.%d to %d at %dus".formatted(n % vcpus, random.nextInt(4), 2_000 * n + n))
        .toArray(String[]::new);
  }
}
