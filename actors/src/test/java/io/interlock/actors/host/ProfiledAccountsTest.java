package io.interlock.actors.host;

import static io.interlock.actors.host.ProfiledHost.recording;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.SpeTotals;
import io.interlock.actors.host.plan.Granularity;
import io.interlock.actors.host.plan.HostProfiling;
import io.interlock.actors.host.plan.HostProfiling.Driver;
import io.interlock.actors.host.plan.HostProfiling.Review;
import io.interlock.actors.host.plan.HostSession;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.sched.HostAction;
import io.interlock.hypervisor.spe.LockedMemory;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Whatever a guest asks for and whatever its host is like: each operation that could be sampled,
/// and each sample, is accounted for.
class ProfiledAccountsTest {
  /// CPUs of the largest host.
  private static final long PES = 8;

  /// @param queued records that an SPU holds back
  /// @param memlock how many bytes may be locked, in pages
  /// @param unloadAt when the driver goes, in microseconds
  /// @param recorded whether the host samples itself, too
  record Host(
      String preset,
      int queued,
      int memlock,
      Driver driver,
      int unloadAt,
      Review review,
      boolean recorded,
      Granularity granularity) {}

  /// @param read how often perf takes what is there, in thousands of cycles
  record Guest(int period, boolean jitter, int latencyMin, int pagesLog, int read) {}

  @Provide
  Arbitrary<Host> hosts() {
    return Combinators.combine(
            Arbitraries.of("dual", "two-spus"),
            Arbitraries.integers().between(0, 12),
            Arbitraries.integers().between(0, 40),
            Arbitraries.of(Driver.class),
            Arbitraries.integers().between(1, 300),
            Arbitraries.of(Review.class),
            Arbitraries.of(true, false),
            Arbitraries.of(Granularity.class))
        .as(Host::new);
  }

  @Provide
  Arbitrary<Guest> guests() {
    return Combinators.combine(
            Arbitraries.integers().between(256, 3000),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 40),
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(5, 200))
        .as(Guest::new);
  }

  @Provide
  Arbitrary<List<HostAction>> actions() {
    Arbitrary<Long> at = Arbitraries.longs().between(1, 400).map(us -> us * TestRun.MICRO);
    Arbitrary<Integer> cpu = Arbitraries.integers().between(2, 3);
    return Arbitraries.oneOf(
            at.map(when -> (HostAction) new HostAction.Discard(when, "a")),
            Combinators.combine(at, cpu).as(HostAction.Offline::new),
            Combinators.combine(at, cpu).as(HostAction.Online::new),
            at.map(when -> new HostAction.Pin(when, "a", 1, CpuSet.of(3))),
            at.map(HostAction.LoadDriver::new))
        .list()
        .ofMaxSize(4)
        .map(all -> all.stream().sorted(Comparator.comparingLong(HostAction::atPicos)).toList());
  }

  private static HostProfiling profiling(Host host) {
    return new HostProfiling(
        host.driver(),
        0,
        host.unloadAt() * TestRun.MICRO,
        host.queued(),
        host.review(),
        LockedMemory.Policy.BUFFER,
        host.memlock() * 4096L,
        true,
        host.recorded() ? new HostSession(0, HostSession.NEVER, 256, 8192) : null,
        HostProfiling.BLACKOUT_PICOS_MAX);
  }

  private static TestHost.Guest guest(Guest guest) {
    return recording(
        600_000,
        "period",
        String.valueOf(guest.period()),
        "jitter",
        guest.jitter() ? "yes" : "no",
        "latency-min",
        String.valueOf(guest.latencyMin()),
        "buffer-pages",
        String.valueOf(1 << guest.pagesLog()),
        "read-every-cycles",
        guest.read() + "k");
  }

  @Property(tries = 25)
  void everySampleIsAccountedFor(
      @ForAll("hosts") Host host,
      @ForAll("guests") Guest a,
      @ForAll("guests") Guest b,
      @ForAll("actions") List<HostAction> actions) {
    ProfiledHost profiled =
        ProfiledHost.of(TestHost.preset(host.preset()))
            .raising()
            .with("a", guest(a).on("2"), guest(b).on("2-3"))
            .with(profiling(host))
            .with(actions.toArray(HostAction[]::new))
            .at(host.granularity());
    try (TestRun run = profiled.run(1).until(3 * TestRun.MILLI)) {
      SpeTotals totals = ProfiledHost.totals(run, 0);
      assertEquals(0, totals.onTheirWay(), totals::toString);
      assertTrue(totals.samples() <= totals.population(), totals::toString);
      long bytes =
          run.facts(OfProfiling.RecordsWritten.class).stream()
              .mapToLong(OfProfiling.RecordsWritten::bytes)
              .sum();
      assertEquals(totals.bytes(), bytes);
      SpeTotals ofHost =
          run.facts(OfProfiling.HostCounted.class).stream()
              .map(OfProfiling.HostCounted::totals)
              .reduce(SpeTotals.NONE, SpeTotals::plus);
      assertTrue(ofHost.onTheirWay() <= (long) host.queued() * PES, ofHost::toString);
    }
  }
}
