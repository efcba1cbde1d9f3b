package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.engine.trace.Delivered;
import io.interlock.hardware.topology.CpuSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/// How the threads of vCPUs share the PEs of a host.
class SchedulingTest {
  private static final int NOBODY = -1;
  private static final String[] FOREVER = {"forever {", "compute 100M", "}"};

  private static TestHost dual() {
    return TestHost.preset("dual");
  }

  /// Guests of several kinds on a host that is too small for them.
  private static TestHost crowd() {
    return dual()
        .with("busy", guest(FOREVER), guest(FOREVER), guest(FOREVER).nice(5))
        .with("ticking", TestHost.ticking(250, 40), TestHost.ticking(100, 5).on("0-1"))
        .with("pinned", guest(FOREVER).on("3"), TestHost.ticking(250, 80).on("1,2"))
        .with(
            "storm",
            guest("timer 3ms", "forever {", "compute 1M", "sgi 1 to all", "wfi", "}"),
            guest("timer 2ms", "forever {", "wfi", "sgi 2 to next", "}"));
  }

  /// Fails when a thread is on two PEs, a PE has two threads, or a thread is where it may not be.
  private static void requireSingleResidency(TestRun run, List<CpuSet> allowed, int pes) {
    int[] current = new int[pes];
    Arrays.fill(current, NOBODY);
    Map<Integer, Integer> places = new HashMap<>();
    for (TestRun.Stated stated : run.stated()) {
      switch (stated.fact()) {
        case Fact.ThreadSwitchedIn(var vcpu, int pe, _) -> {
          assertEquals(NOBODY, current[pe], () -> "PE " + pe + " has two threads at " + stated);
          assertNull(places.put(vcpu.thread(), pe), () -> "on two PEs: " + stated);
          assertTrue(allowed.get(vcpu.thread()).contains(pe), () -> "not allowed: " + stated);
          current[pe] = vcpu.thread();
        }
        case Fact.ThreadSwitchedOut(var vcpu, int pe, _) -> {
          assertEquals(vcpu.thread(), current[pe], () -> "who left? " + stated);
          places.remove(vcpu.thread());
          current[pe] = NOBODY;
        }
        case Fact.GuestEntered(var vcpu, int pe) ->
            assertEquals(pe, places.get(vcpu.thread()), () -> "entered elsewhere: " + stated);
        case Fact.GuestExited(var vcpu, int pe, _) ->
            assertEquals(pe, places.get(vcpu.thread()), () -> "left elsewhere: " + stated);
        default -> {}
      }
    }
  }

  private static List<CpuSet> affinities(TestHost host) {
    return host.vms().stream()
        .flatMap(vm -> vm.vcpus().stream())
        .map(VmPlan.VcpuPlan::affinity)
        .toList();
  }

  @Test
  void threadIsOnOnePeAtATimeAndWithinItsAffinity() {
    TestHost host = crowd();
    try (TestRun run = TestRun.of(host, 3).until(600 * TestRun.MILLI)) {
      requireSingleResidency(run, affinities(host), 4);
      long migrations =
          run.facts(Fact.ThreadSwitchedIn.class).stream()
              .filter(Fact.ThreadSwitchedIn::migrated)
              .count();
      assertTrue(migrations > 10, "only " + migrations + " migrations were seen");
    }
  }

  @Property(tries = 40)
  void residencyHoldsForAnyMixOfGuests(
      @ForAll("mixes") List<TestHost.Guest> mix, @ForAll long seed, @ForAll boolean stepwise) {
    TestHost host = dual().with("a", mix.toArray(TestHost.Guest[]::new));
    try (TestRun run = TestRun.of(stepwise ? host.inSteps() : host, seed)) {
      run.until(40 * TestRun.MILLI);
      requireSingleResidency(run, affinities(host), 4);
    }
  }

  @Provide
  Arbitrary<List<TestHost.Guest>> mixes() {
    Arbitrary<TestHost.Guest> programs =
        Arbitraries.of(
            guest(FOREVER),
            TestHost.ticking(1000, 30),
            guest("timer 700us", "forever {", "sgi 1 to next", "wfi", "}"),
            guest("forever {", "compute 500k", "mmio user", "}"),
            guest("repeat 20 {", "compute 900k", "sgi 4 to all", "}", "off"));
    return Combinators.combine(
            programs,
            Arbitraries.of("", "0", "1-2", "2-3", "0,3", "3"),
            Arbitraries.integers().between(-10, 10))
        .as((program, cpus, nice) -> program.on(cpus).nice(nice))
        .list()
        .ofMinSize(1)
        .ofMaxSize(9);
  }

  @Test
  void weightsDivideThePe() {
    // Nice 0 weighs 1024, nice 3 weighs 526: two to one.
    TestHost host =
        dual().with("a", guest(FOREVER).on("2")).with("b", guest(FOREVER).on("2").nice(3));
    try (TestRun run = TestRun.of(host, 1).until(2_000 * TestRun.MILLI)) {
      double ratio = (double) run.totals(0).cpuPicos() / run.totals(1).cpuPicos();
      assertEquals(1024.0 / 526, ratio, 0.05);
      long sum = run.totals(0).cpuPicos() + run.totals(1).cpuPicos();
      assertEquals(2_000.0 * TestRun.MILLI, (double) sum, 5.0 * TestRun.MILLI);
    }
  }

  @Test
  void equalThreadsShareEqually() {
    TestHost host =
        dual().with("a", guest(FOREVER).on("2"), guest(FOREVER).on("2"), guest(FOREVER).on("2"));
    try (TestRun run = TestRun.of(host, 1).until(900 * TestRun.MILLI)) {
      long[] ran = new long[3];
      long[] since = new long[3];
      for (TestRun.Stated stated : run.stated()) {
        switch (stated.fact()) {
          case Fact.ThreadSwitchedIn(var vcpu, _, _) -> since[vcpu.thread()] = stated.at();
          case Fact.ThreadSwitchedOut(var vcpu, _, _) ->
              ran[vcpu.thread()] += stated.at() - since[vcpu.thread()];
          default -> {}
        }
      }
      for (int thread = 0; thread < 3; thread++) {
        assertEquals(300.0 * TestRun.MILLI, (double) ran[thread], 10.0 * TestRun.MILLI);
      }
    }
  }

  @Test
  void threadThatOutgrowsALittlePeMovesToABigOne() {
    // Placed on a little PE, because the big ones are taken; these become idle after 20 ms.
    TestHost host =
        dual()
            .with("short", guest("compute 50M").on("2"), guest("compute 50M").on("3"))
            .with("long", guest(FOREVER).on("0-3"));
    try (TestRun run = TestRun.of(host, 1).until(200 * TestRun.MILLI)) {
      List<Fact.ThreadSwitchedIn> stays =
          run.facts(Fact.ThreadSwitchedIn.class).stream()
              .filter(fact -> fact.vcpu().thread() == 2)
              .toList();
      assertTrue(stays.getLast().pe() >= 2, "still on PE " + stays.getLast().pe());
      if (stays.getFirst().pe() < 2) {
        assertTrue(stays.getLast().migrated());
      }
    }
  }

  @Test
  void peThatBecomesIdlePullsAThreadThatWaits() {
    TestHost host =
        dual()
            .with("short", guest("compute 25M").on("3"))
            .with("long", guest(FOREVER).on("2-3"), guest(FOREVER).on("2-3"));
    try (TestRun run = TestRun.of(host, 1).until(60 * TestRun.MILLI)) {
      long end = run.times(Fact.PoweredOff.class, _ -> true).getFirst();
      long pulled =
          run
              .times(
                  Fact.ThreadSwitchedIn.class, fact -> fact.pe() == 3 && fact.vcpu().thread() > 0)
              .stream()
              .filter(at -> at >= end)
              .findFirst()
              .orElseThrow();
      // At once: not at the next periodic balance, 4 ms apart.
      assertTrue(pulled - end < 100 * TestRun.MICRO, (pulled - end) + " ps later");
    }
  }

  @Test
  void endOfTheSlicePutsTheVcpuBeforeTheNextThreadIsLoaded() {
    TestHost host = dual().with("a", guest(FOREVER).on("2")).with("b", guest(FOREVER).on("2"));
    try (TestRun run = TestRun.watching(host, 1, SchedulingTest::concernsTurns)) {
      run.until(20 * TestRun.MILLI);
      List<String> turns =
          run.deliveries().stream()
              .map(delivery -> delivery.message().getClass().getSimpleName())
              .toList();
      int first = turns.indexOf("ScheduleOut");
      assertTrue(first > 0);
      for (int at = first; at + 3 <= turns.size(); at += 3) {
        assertEquals(
            List.of("ScheduleOut", "SwitchedOut", "ScheduledIn"), turns.subList(at, at + 3));
      }
      assertTrue(turns.size() > 12, "hardly any turn: " + turns);
    }
  }

  private static boolean concernsTurns(Delivered delivery) {
    return delivery.message() instanceof Vcpu.Command.ScheduleOut
        || delivery.message() instanceof Vcpu.Command.ScheduledIn
        || delivery.message() instanceof PhysicalCpu.Command.SwitchedOut;
  }

  @Test
  void threadsWithinOneSliceOfEachOtherTakeTurnsOfThreeMilliseconds() {
    TestHost host = dual().with("a", guest(FOREVER).on("2")).with("b", guest(FOREVER).on("2"));
    try (TestRun run = TestRun.of(host, 1).until(100 * TestRun.MILLI)) {
      long[] ins =
          run.times(Fact.ThreadSwitchedIn.class, _ -> true).stream()
              .mapToLong(Long::longValue)
              .toArray();
      long[] stays = new long[ins.length - 1];
      Arrays.setAll(stays, i -> ins[i + 1] - ins[i]);
      double mean = Arrays.stream(stays).average().orElseThrow();
      assertEquals(3.0 * TestRun.MILLI, mean, 0.2 * TestRun.MILLI);
    }
  }
}
