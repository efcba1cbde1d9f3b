package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static io.interlock.actors.host.TestRun.MICRO;
import static io.interlock.actors.host.TestRun.MILLI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.engine.conductor.Pause;
import io.interlock.engine.trace.Observer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
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

  /// A host on which VMs come and go.
  private static final class Run implements Observer {
    final VacantHost host;
    final List<Fact> facts = new ArrayList<>();
    final HostPlan plan;
    FleetNews.@Nullable VmStopped stopped;
    long stoppedAt;

    Run(HostPlan plan, long seed) {
      this.plan = plan;
      host = HostWorlds.vacant(TestRun.ENGINE, plan, plan.settings(), seed, List.of(this));
    }

    @Override
    public void stated(long atPicos, String actor, Object fact) {
      if (fact instanceof Fact ordinary) {
        facts.add(ordinary);
      } else if (fact instanceof FleetNews.VmStopped news) {
        stopped = news;
        stoppedAt = atPicos;
      }
    }

    /// Starts the VM of the plan, or what another host has left of it.
    void start(FleetNews.@Nullable VmStopped before) {
      VmPlan vm = plan.vms().getFirst();
      List<VmPlan.VcpuPlan> vcpus = new ArrayList<>();
      for (VmPlan.VcpuPlan each : vm.vcpus()) {
        int index = each.id().index();
        vcpus.add(
            new VmPlan.VcpuPlan(
                new VcpuId(index, 0, vm.name(), index),
                each.affinity(),
                each.weight(),
                each.code(),
                before == null ? null : before.vcpus().get(index),
                each.startsOff()));
      }
      host.start(new VmPlan(0, vm.name(), vm.supported(), vm.repins(), vcpus));
    }

    /// Stops the VM at this time, and says what is left of it.
    FleetNews.VmStopped stopAt(long picos) {
      host.simulation().run(picos);
      host.stop(0);
      host.simulation().run(picos + 100 * MILLI);
      return Objects.requireNonNull(stopped, "the VM does not stop");
    }

    long poweredOff() {
      return facts.stream().filter(Fact.PoweredOff.class::isInstance).count();
    }

    long handled() {
      return facts.stream().filter(Fact.InterruptHandled.class::isInstance).count();
    }
  }

  /// The VM runs on one host until it is told to stop, and then on another to its end.
  private static List<Run> moved(TestHost host, long seed, long stopAt, long until) {
    Run source = new Run(host.plan(), seed);
    source.start(null);
    FleetNews.VmStopped left = source.stopAt(stopAt);
    Run target = new Run(host.plan(), seed + 1);
    target.host.simulation().run(source.stoppedAt + MILLI);
    target.start(left);
    target.host.simulation().run(until);
    return List.of(source, target);
  }

  @Property(tries = 60)
  void noInterruptIsLostWhereverAVmIsStopped(
      @ForAll @LongRange(min = 1, max = 1_500) long micros,
      @ForAll @IntRange(min = 1, max = 99) int nanos,
      @ForAll boolean stepwise) {
    TestHost host = stepwise ? PING_PONG.inSteps() : PING_PONG;
    List<Run> runs = moved(host, micros, micros * MICRO + nanos * 10_000L, 100 * MILLI);
    long off = runs.stream().mapToLong(Run::poweredOff).sum();
    assertEquals(2, off, "vCPUs that came to their end");
  }

  @Property(tries = 60)
  void everyVcpuComesToItsEndOnce(
      @ForAll @LongRange(min = 0, max = 20_000) long micros, @ForAll boolean stepwise) {
    TestHost host = stepwise ? CROWDED.inSteps() : CROWDED;
    List<Run> runs = moved(host, micros, micros * MICRO, 500 * MILLI);
    List<Fact> off =
        runs.stream()
            .flatMap(run -> run.facts.stream())
            .filter(Fact.PoweredOff.class::isInstance)
            .toList();
    assertEquals(4, off.size(), () -> String.valueOf(off));
  }

  @Test
  void aTickGoesOnAndCatchesUpWithNothing() {
    List<Run> runs = moved(TICKING, 1, 50_300 * MICRO, 100 * MILLI);
    long before = runs.get(0).handled();
    long after = runs.get(1).handled();
    assertTrue(before >= 48 && before <= 51, before + " ticks before");
    // The clock of the guest goes on while it stands, and a tick that is late comes at once.
    assertTrue(after >= 48 && after <= 51, after + " ticks after");
  }

  @Test
  void nothingStaysBehind() {
    Run source = new Run(CROWDED.plan(), 3);
    source.start(null);
    FleetNews.VmStopped left = source.stopAt(3 * MILLI);
    assertEquals(4, left.vcpus().size());
    assertEquals(Pause.QUIESCENT, source.host.simulation().run(Long.MAX_VALUE));
    long entered = source.facts.stream().filter(Fact.GuestEntered.class::isInstance).count();
    long exited = source.facts.stream().filter(Fact.GuestExited.class::isInstance).count();
    assertEquals(entered, exited);
    Stream<Fact> last = source.facts.stream().skip(source.facts.size() - 1L);
    assertTrue(last.noneMatch(Fact.ThreadQueued.class::isInstance));
  }

  @Test
  void aVmThatMovesTwiceEndsWhereAnUndisturbedOneDoes() {
    Run first = new Run(CROWDED.plan(), 5);
    first.start(null);
    FleetNews.VmStopped left = first.stopAt(2 * MILLI);
    Run second = new Run(CROWDED.plan(), 6);
    second.host.simulation().run(3 * MILLI);
    second.start(left);
    FleetNews.VmStopped again = second.stopAt(5 * MILLI);
    Run third = new Run(CROWDED.plan(), 7);
    third.host.simulation().run(6 * MILLI);
    third.start(again);
    third.host.simulation().run(500 * MILLI);
    assertEquals(4, first.poweredOff() + second.poweredOff() + third.poweredOff());
    assertTrue(left.vcpus().stream().mapToLong(VcpuState::bytes).sum() > 0);
  }
}
