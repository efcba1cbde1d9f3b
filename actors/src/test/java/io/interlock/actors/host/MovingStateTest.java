package io.interlock.actors.host;

import static io.interlock.actors.host.EmulatedHost.counting;
import static io.interlock.actors.host.ProfiledHost.recording;
import static io.interlock.actors.host.TestRun.MICRO;
import static io.interlock.actors.host.TestRun.MILLI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.SpeTotals;
import io.interlock.actors.host.plan.Granularity;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.actors.scenario.Setting;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.pmu.uapi.PmuAttribute;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/// What goes with a VM to another host beside its registers: its PMU, its SPE, its devices.
class MovingStateTest {
  /// `KVM_PMU_EVENT_DENY`.
  private static final int DENY = 1;

  private static final String[] READING = {
    "repeat 20 {", "compute 100k", "compute 50k el0", "read PMEVCNTR0_EL0", "}", "off"
  };

  /// What guests read of a counter, on one host after the other.
  private static List<Long> counts(List<MovingHost> hosts) {
    SysReg counter = SysReg.named("PMEVCNTR0_EL0");
    return MovingHost.facts(hosts, Fact.class)
        .flatMap(
            fact ->
                switch (fact) {
                  case Fact.EmulatedRead(_, SysReg read, long value) when read == counter ->
                      Stream.of(value);
                  case Fact.MonitorRead(_, SysReg read, long value) when read == counter ->
                      Stream.of(value);
                  default -> Stream.of();
                })
        .toList();
  }

  private static List<MovingHost> moved(HostPlan plan, long micros) {
    return MovingHost.moved(plan, micros, micros * MICRO, 300 * MILLI);
  }

  private static List<MovingHost> undisturbed(HostPlan plan) {
    MovingHost alone = new MovingHost(plan, 1);
    alone.start(null);
    alone.host.simulation().run(300 * MILLI);
    return List.of(alone);
  }

  @Property(tries = 25)
  void anEmulatedPmuCountsOn(
      @ForAll @LongRange(min = 1, max = 2_500) long micros, @ForAll boolean stepwise) {
    HostPlan plan =
        EmulatedHost.preset("dual")
            .at(stepwise ? Granularity.STEP : Granularity.BLOCK)
            .with("a", counting(READING).on("0"))
            .plan();
    assertEquals(counts(undisturbed(plan)), counts(moved(plan, micros)));
  }

  @Property(tries = 25)
  void anOverflowOfAnEmulatedPmuInterruptsOnce(
      @ForAll @LongRange(min = 1, max = 2_500) long micros) {
    HostPlan plan =
        EmulatedHost.preset("dual").with("a", counting(CountingGuests.OVERFLOWING).on("0")).plan();
    long expected = undisturbed(plan).getFirst().handled(EmulatedHost.INTID);
    assertEquals(1, expected);
    List<MovingHost> hosts = moved(plan, micros);
    assertEquals(
        expected, hosts.stream().mapToLong(host -> host.handled(EmulatedHost.INTID)).sum());
    assertEquals(1, hosts.stream().mapToLong(MovingHost::poweredOff).sum());
  }

  /// What the filter keeps from hardware is still what the guest wrote.
  @Property(tries = 20)
  void countersOfItsOwnKeepWhatUserSpaceSettled(
      @ForAll @LongRange(min = 1, max = 2_500) long micros) {
    HostPlan plan =
        EmulatedHost.preset("dual")
            .leaving(2)
            .calling(new PmuAttribute.Filter(0x8, 1, DENY))
            .with(
                "a",
                counting(
                        "write PMEVTYPER1_EL0 0x8",
                        "repeat 20 {",
                        "compute 100k",
                        "read PMEVCNTR0_EL0",
                        "read PMEVTYPER1_EL0",
                        "}",
                        "off")
                    .on("0"))
            .plan();
    assertEquals(counts(undisturbed(plan)), counts(moved(plan, micros)));
    SysReg type = SysReg.named("PMEVTYPER1_EL0");
    assertEquals(
        20,
        MovingHost.facts(moved(plan, micros), Fact.MonitorRead.class)
            .filter(read -> read.register() == type && read.value() == 0x8)
            .count());
  }

  /// No sample gets lost, and perf gets every byte once, wherever the buffer was.
  @Property(tries = 12)
  void aGuestThatProfilesItselfGoesOnProfiling(
      @ForAll @LongRange(min = 1, max = 3_500) long micros, @ForAll boolean stepwise) {
    HostPlan plan =
        ProfiledHost.of(TestHost.preset("dual"))
            .at(stepwise ? Granularity.STEP : Granularity.BLOCK)
            .with("a", recording(5_000_000, "buffer-pages", "16").on("2"))
            .plan();
    List<MovingHost> hosts = moved(plan, micros);
    assertEquals(1, hosts.stream().mapToLong(MovingHost::poweredOff).sum());
    SpeTotals totals =
        MovingHost.facts(hosts, OfProfiling.Counted.class)
            .map(OfProfiling.Counted::totals)
            .reduce(SpeTotals.NONE, SpeTotals::plus);
    assertTrue(totals.population() > 4_900_000, totals::toString);
    assertEquals(totals.samples(), totals.collisions() + totals.written() + totals.lost());
    long published =
        MovingHost.facts(hosts, OfProfiling.Published.class)
            .mapToLong(OfProfiling.Published::bytes)
            .sum();
    assertEquals(totals.bytes(), published);
    long raised = MovingHost.facts(hosts, OfProfiling.EventRaised.class).count();
    assertEquals(raised, hosts.stream().mapToLong(host -> host.handled(21)).sum());
  }

  /// While it runs, memory that its SPU can write to at any time is copied last.
  @Test
  void theBufferOfAnSpuIsPinnedToTheEnd() {
    HostPlan plan =
        ProfiledHost.of(TestHost.preset("dual"))
            .with("a", recording(5_000_000, "buffer-pages", "16").on("2"))
            .plan();
    MovingHost source = new MovingHost(plan, 1);
    source.start(null);
    long pinned = source.stopAt(2 * MILLI).state().pinnedBytes();
    assertTrue(pinned > 0 && pinned <= 16 * 4096, pinned + " bytes");
  }

  /// What was raised or taken of an interrupt, on one host after the other.
  private static List<Fact> deeds(List<MovingHost> hosts, int intid) {
    return MovingHost.facts(hosts, Fact.class)
        .filter(
            fact ->
                switch (fact) {
                  case Fact.DeviceRaised(_, int raised, _, _) -> raised == intid;
                  case Fact.InterruptHandled(_, int taken, _) -> taken == intid;
                  default -> false;
                })
        .toList();
  }

  private static HostPlan withDevices(String devices) {
    Path example = Path.of("..", "examples", "shared-interrupts.conf");
    return Planner.plan(
            ScenarioReader.read(
                example,
                List.of(
                    Setting.parse("run.for=1s"), Setting.parse("vms.server.devices=" + devices))))
        .getFirst();
  }

  /// Edges that come while the VM stands merge, and the last of them is taken.
  @Property(tries = 30)
  void noInterruptOfADeviceIsLost(
      @ForAll @LongRange(min = 100, max = 6_000) long micros, @ForAll boolean next) {
    HostPlan plan =
        withDevices(
            "[\"spi 40 every 200us to 0 20 times\", \"spi 41 every 300us to %s 10 times\"]"
                .formatted(next ? "next" : "1"));
    List<MovingHost> hosts = moved(plan, micros);
    for (int intid : new int[] {40, 41}) {
      List<Fact> deeds = deeds(hosts, intid);
      long raised = deeds.stream().filter(Fact.DeviceRaised.class::isInstance).count();
      assertEquals(intid == 40 ? 20 : 10, raised);
      assertTrue(deeds.getLast() instanceof Fact.InterruptHandled, () -> "" + deeds);
      assertTrue(deeds.size() <= 2 * raised, () -> "" + deeds);
    }
  }
}
