package io.interlock.actors.host;

import static io.interlock.actors.host.ProfiledHost.recording;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.SpeTotals;
import io.interlock.actors.host.HostProfiling.Driver;
import io.interlock.actors.host.HostProfiling.Review;
import io.interlock.hypervisor.spe.LockedMemory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Whatever a guest asks for and whatever its host is like: each operation that could be sampled,
/// and each sample, is accounted for.
class ProfiledAccountsTest {
  /// @param queued records that an SPU holds back
  /// @param memlock how many bytes may be locked, in pages
  /// @param unloadAt when the driver goes, in microseconds
  record Host(
      String preset,
      int queued,
      int memlock,
      Driver driver,
      int unloadAt,
      Review review,
      LockedMemory.Policy pinning,
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
            Arbitraries.just(LockedMemory.Policy.BUFFER),
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

  private static HostProfiling profiling(Host host) {
    return new HostProfiling(
        host.driver(),
        0,
        host.unloadAt() * TestRun.MICRO,
        host.queued(),
        host.review(),
        host.pinning(),
        host.memlock() * 4096L,
        true,
        null,
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
      @ForAll("hosts") Host host, @ForAll("guests") Guest a, @ForAll("guests") Guest b) {
    ProfiledHost profiled =
        ProfiledHost.of(TestHost.preset(host.preset()))
            .raising()
            .with("a", guest(a).on("2"), guest(b).on("2-3"))
            .with(profiling(host))
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
      assertTrue(totals.population() <= 2 * 1_000_000L, totals::toString);
    }
  }
}
