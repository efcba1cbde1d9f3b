package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static io.interlock.actors.host.TestHost.ticking;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.ExitReason;
import io.interlock.actors.fact.Fact;
import io.interlock.engine.trace.Delivered;
import io.interlock.hardware.gic.GicStream;
import io.interlock.hardware.topology.CpuSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualTimerTest {
  private static final int TIMER = 27;
  private static final long SECOND = 1_000 * TestRun.MILLI;
  private static final long TICK = 4 * TestRun.MILLI;

  private static TestHost dual() {
    return TestHost.preset("dual");
  }

  private static List<Long> handledAt(TestRun run, int thread) {
    return run.times(Fact.InterruptHandled.class, fact -> fact.vcpu().thread() == thread);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 50, 100})
  void guestTicksArriveAtTheirRateAndDoNotDrift(int busyPercent) {
    TestHost host = dual().with("a", ticking(250, busyPercent).on("2"));
    try (TestRun run = TestRun.of(host, 1).until(SECOND)) {
      List<Long> at = handledAt(run, 0);
      assertTrue(Math.abs(at.size() - 250) <= 1, at.size() + " ticks");
      long first = at.getFirst();
      for (int tick = 0; tick < at.size(); tick++) {
        long late = at.get(tick) - first - tick * TICK;
        assertTrue(Math.abs(late) < 30 * TestRun.MICRO, "tick " + tick + " is off by " + late);
      }
    }
  }

  @Test
  void latencyOfARunningGuestIsTheSumOfItsCosts() {
    TestHost host = dual().with("a", guest("timer 4ms", "forever {", "compute 1G", "}").on("2"));
    try (TestRun run = TestRun.of(host, 1).until(SECOND / 10)) {
      // Two wires, exit, the host's handler, which forwards it, and entry take 890 ns. On top come
      // the guest's own acknowledgement and the rounding of the counter.
      for (Fact.InterruptHandled fact : run.facts(Fact.InterruptHandled.class)) {
        long nanos = fact.sincePicos() / 1000;
        assertTrue(nanos >= 890 && nanos < 1_000, nanos + " ns");
      }
      assertEquals(24, run.handled(0, TIMER));
    }
  }

  @Test
  void blockedVcpuIsWokenByTheBackgroundTimer() {
    TestHost host = dual().with("a", guest("timer 1ms once", "wfi", "off").on("2"));
    try (TestRun run =
        TestRun.watching(host, 1, d -> d.message() instanceof Vcpu.Command.BackgroundTimer)) {
      run.finish();
      assertEquals(1, run.deliveries().size());
      assertEquals(1, run.handled(0, TIMER));
      assertEquals(1, run.facts(Fact.PoweredOff.class).size());
      long since = run.facts(Fact.InterruptHandled.class).getFirst().sincePicos();
      assertTrue(since > 0 && since < 20 * TestRun.MICRO, since + " ps");
    }
  }

  /// From the WFI to the thread's sleep, and from its wake-up to the next entry, on a big core: the
  /// sum of exit, put, switch, load and entry.
  @Test
  void sleepAndWakeUpTogetherTakeFiveToTenMicroseconds() {
    TestHost host = dual().with("a", guest("timer 1ms once", "wfi", "off").on("2"));
    try (TestRun run = TestRun.of(host, 1).finish()) {
      long left =
          run.times(Fact.GuestExited.class, fact -> fact.reason() == ExitReason.WFI).getFirst();
      long asleep = run.times(Fact.ThreadSwitchedOut.class, _ -> true).getFirst();
      long expired =
          run.times(Fact.HostInterruptRaised.class, fact -> fact.intid() == 26).getFirst();
      long entered = run.times(Fact.GuestEntered.class, _ -> true).get(1);
      long picos = asleep - left + entered - expired;
      assertTrue(picos >= 5 * TestRun.MICRO && picos <= 10 * TestRun.MICRO, picos + " ps");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void armedTimerMovesWithItsVcpuAndEndsOnceOnTheNewPe(boolean stepwise) {
    TestHost host = dual().with("a", guest("timer 300ms once", "compute 1G", "off").on("0"));
    try (TestRun run = TestRun.of(stepwise ? host.inSteps() : host, 1)) {
      run.until(100 * TestRun.MILLI);
      run.simulation().tell(run.vcpu(0, 0), new Vcpu.Command.SetAffinity(CpuSet.parse("3")));
      run.finish();
      assertEquals(1, run.totals(0).migrations());
      assertEquals(1, run.handled(0, TIMER));
      long since = run.facts(Fact.InterruptHandled.class).getFirst().sincePicos();
      assertTrue(since >= 0 && since < TestRun.MICRO, since + " ps late");
      assertEquals(
          List.of(3),
          run.facts(Fact.HostInterrupt.class).stream()
              .filter(fact -> fact.intid() == TIMER)
              .map(Fact.HostInterrupt::pe)
              .toList());
      long handled = handledAt(run, 0).getFirst();
      assertTrue(Math.abs(handled - 300 * TestRun.MILLI) < 20 * TestRun.MICRO);
    }
  }

  @Test
  void timerOfAPreemptedVcpuIsDeliveredWhenItIsLoadedAgain() {
    TestHost host =
        dual()
            .with("a", guest("timer 4500us once", "compute 200M", "off").on("2"))
            .with("b", guest("compute 200M", "off").on("2"));
    try (TestRun run = TestRun.of(host, 1).finish()) {
      assertEquals(1, run.handled(0, TIMER));
      long handled = handledAt(run, 0).getFirst();
      long loaded =
          run.times(Fact.ThreadSwitchedIn.class, fact -> fact.vcpu().thread() == 0).stream()
              .filter(at -> at <= handled)
              .reduce((_, later) -> later)
              .orElseThrow();
      assertTrue(handled - loaded < 10 * TestRun.MICRO);
      long out =
          run.times(Fact.ThreadSwitchedOut.class, fact -> fact.vcpu().thread() == 0).stream()
              .filter(at -> at <= loaded)
              .reduce((_, later) -> later)
              .orElseThrow();
      long expiry = handled - run.facts(Fact.InterruptHandled.class).getFirst().sincePicos();
      assertTrue(out < expiry && expiry < loaded, "the timer did not expire while preempted");
    }
  }

  @Test
  void oneExpiryIsDeliveredOnceWhateverElseHappens() {
    // 300 one-shot timers on a PE with three guests, so that they end while the vCPU runs, sleeps
    // and is preempted.
    String[] shots = {"repeat 100 {", "timer 1300us once", "compute 1500k", "wfi", "}", "off"};
    TestHost host =
        dual()
            .with("a", guest(shots).on("2"))
            .with("b", guest(shots).on("2"))
            .with("c", guest(shots).on("2"));
    try (TestRun run = TestRun.of(host, 7).finish()) {
      for (int thread = 0; thread < 3; thread++) {
        // A timer that ends before the wfi makes that one wait for nothing; none ends twice.
        assertEquals(100, run.handled(thread, TIMER), "thread " + thread);
      }
    }
  }

  @Test
  void physicalInterruptIsActiveOnlyWhileTheGuestHandlesIt() {
    TestHost host = dual().with("a", guest("timer 1ms", "forever {", "compute 1G", "}").on("2"));
    try (TestRun run = TestRun.watching(host, 1, d -> d.to().equals("host/gicr2"))) {
      run.until(SECOND / 20);
      List<long[]> active = activeTimes(run.deliveries());
      List<Long> handled = handledAt(run, 0);
      assertEquals(handled.size(), active.size());
      for (int i = 0; i < active.size(); i++) {
        long[] span = active.get(i);
        assertTrue(span[0] < handled.get(i) && handled.get(i) < span[1], "tick " + i);
        assertTrue(span[1] - span[0] < 2 * TestRun.MICRO, "tick " + i + " active too long");
      }
    }
  }

  private static List<long[]> activeTimes(List<Delivered> toRedistributor) {
    List<long[]> times = new ArrayList<>();
    boolean active = false;
    for (Delivered delivery : toRedistributor) {
      boolean next =
          switch (delivery.message()) {
            case Redistributor.Command.FromCpu(GicStream.Activate(int intid)) when intid == TIMER ->
                true;
            case Redistributor.Command.FromCpu(GicStream.Deactivate(int intid))
                when intid == TIMER ->
                false;
            case Redistributor.Command.SetActive(_, boolean now) -> now;
            default -> active;
          };
      if (next && !active) {
        times.add(new long[] {delivery.atPicos(), Long.MAX_VALUE});
      } else if (!next && active) {
        times.getLast()[1] = delivery.atPicos();
      }
      active = next;
    }
    return times;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50, 100})
  void guestTickTakesAtMostThirtyDeliveries(int busyPercent) {
    TestHost host = dual().with("a", ticking(250, busyPercent).on("2"));
    try (TestRun run = TestRun.of(host, 1).until(SECOND / 10 + TICK / 2)) {
      long before = run.simulation().events();
      long ticksBefore = run.handled(0, TIMER);
      run.until(SECOND + SECOND / 10 + TICK / 2);
      double perTick =
          (double) (run.simulation().events() - before) / (run.handled(0, TIMER) - ticksBefore);
      assertTrue(perTick <= 30, perTick + " deliveries a tick");
    }
  }

  @Test
  void stoppedTimerStaysSilent() {
    TestHost host =
        dual().with("a", guest("timer 1ms once", "timer off", "compute 10M", "off").on("2"));
    try (TestRun run = TestRun.of(host, 1).finish()) {
      assertEquals(0, run.handled(0, TIMER));
    }
  }
}
