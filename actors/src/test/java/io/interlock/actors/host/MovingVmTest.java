package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static io.interlock.actors.host.TestRun.MICRO;
import static io.interlock.actors.host.TestRun.MILLI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.engine.conductor.Pause;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/// VMs that leave a host, at any moment, and go on on another.
class MovingVmTest {
  /// Each vCPU waits for the other, so that one lost interrupt keeps both from their end.
  private static final TestHost PING_PONG =
      TestHost.preset("dual")
          .with(
              "a",
              guest("repeat 20 {", "compute 50k", "sgi 3 to 1", "wait-sgi 1", "}", "off"),
              guest("repeat 20 {", "wait-sgi 1", "compute 30k", "sgi 4 to 0", "}", "off"));

  private static final TestHost TICKING =
      TestHost.preset("dual").with("a", TestHost.ticking(1000, 40));

  /// More of them than CPUs, so that they are stopped while they wait for one, too.
  private static final TestHost CROWDED =
      TestHost.preset("pair")
          .with(
              "a",
              guest("compute 20M", "off"),
              guest("repeat 50 {", "compute 100k", "mmio user", "}", "off"),
              guest("compute 10M", "off"),
              guest("timer 100us", "repeat 30 {", "wfi", "compute 10k", "}", "off"));

  @Property(tries = 60)
  void noInterruptIsLostWhereverAVmIsStopped(
      @ForAll @LongRange(min = 1, max = 1_500) long micros,
      @ForAll @IntRange(min = 1, max = 99) int nanos,
      @ForAll boolean stepwise) {
    TestHost host = stepwise ? PING_PONG.inSteps() : PING_PONG;
    List<MovingHost> runs =
        MovingHost.moved(host.plan(), micros, micros * MICRO + nanos * 10_000L, 100 * MILLI);
    long off = runs.stream().mapToLong(MovingHost::poweredOff).sum();
    assertEquals(2, off, "vCPUs that came to their end");
  }

  @Property(tries = 60)
  void everyVcpuComesToItsEndOnce(
      @ForAll @LongRange(min = 0, max = 20_000) long micros, @ForAll boolean stepwise) {
    TestHost host = stepwise ? CROWDED.inSteps() : CROWDED;
    List<MovingHost> runs = MovingHost.moved(host.plan(), micros, micros * MICRO, 500 * MILLI);
    List<Fact> off =
        runs.stream()
            .flatMap(run -> run.facts.stream())
            .filter(Fact.PoweredOff.class::isInstance)
            .toList();
    assertEquals(4, off.size(), () -> String.valueOf(off));
  }

  @Test
  void aTickGoesOnAndCatchesUpWithNothing() {
    List<MovingHost> runs = MovingHost.moved(TICKING.plan(), 1, 50_300 * MICRO, 100 * MILLI);
    long before = runs.get(0).handled();
    long after = runs.get(1).handled();
    assertTrue(before >= 48 && before <= 51, before + " ticks before");
    // The clock of the guest goes on while it stands, and a tick that is late comes at once.
    assertTrue(after >= 48 && after <= 51, after + " ticks after");
  }

  @Test
  void nothingStaysBehind() {
    MovingHost source = new MovingHost(CROWDED.plan(), 3);
    source.start(null);
    FleetNews.VmStopped left = source.stopAt(3 * MILLI);
    assertEquals(4, left.state().vcpus().size());
    assertEquals(Pause.QUIESCENT, source.host.simulation().run(Long.MAX_VALUE));
    long entered = source.facts.stream().filter(Fact.GuestEntered.class::isInstance).count();
    long exited = source.facts.stream().filter(Fact.GuestExited.class::isInstance).count();
    assertEquals(entered, exited);
    Stream<Fact> last = source.facts.stream().skip(source.facts.size() - 1L);
    assertTrue(last.noneMatch(Fact.ThreadQueued.class::isInstance));
  }

  @Test
  void aVmThatMovesTwiceEndsWhereAnUndisturbedOneDoes() {
    MovingHost first = new MovingHost(CROWDED.plan(), 5);
    first.start(null);
    FleetNews.VmStopped left = first.stopAt(2 * MILLI);
    MovingHost second = new MovingHost(CROWDED.plan(), 6);
    second.host.simulation().run(3 * MILLI);
    second.start(left);
    FleetNews.VmStopped again = second.stopAt(5 * MILLI);
    MovingHost third = new MovingHost(CROWDED.plan(), 7);
    third.host.simulation().run(6 * MILLI);
    third.start(again);
    third.host.simulation().run(500 * MILLI);
    assertEquals(4, first.poweredOff() + second.poweredOff() + third.poweredOff());
    assertTrue(left.state().bytes() > 0);
  }
}
