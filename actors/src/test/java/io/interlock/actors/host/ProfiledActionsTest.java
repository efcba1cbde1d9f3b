package io.interlock.actors.host;

import static io.interlock.actors.host.ProfiledHost.recording;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.SpeTotals;
import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.plan.Granularity;
import io.interlock.actors.host.plan.HostProfiling;
import io.interlock.actors.host.plan.HostProfiling.Driver;
import io.interlock.actors.host.plan.HostProfiling.Review;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.PropertyWatch;
import io.interlock.engine.Engine;
import io.interlock.engine.Simulation;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.sched.HostAction;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is done to a host while its guests profile: the driver comes and goes, CPUs do, and threads
/// are pinned.
class ProfiledActionsTest {
  private static final long MILLI = TestRun.MILLI;

  private static ProfiledHost dual(TestHost.Guest guest) {
    return ProfiledHost.of(TestHost.preset("dual").with("a", "", true, guest));
  }

  private static TestHost.Guest recorder(String cpus) {
    return recording(50_000_000, "buffer-pages", "16").on(cpus);
  }

  private static Set<Integer> entered(TestRun run) {
    return run.facts(Fact.GuestEntered.class).stream()
        .map(Fact.GuestEntered::pe)
        .collect(Collectors.toSet());
  }

  private static List<String> broken(ProfiledHost host) {
    PropertyWatch watch = new PropertyWatch(Properties.createAll());
    try (Engine engine = new Engine(1);
        Simulation simulation = HostWorlds.timed(engine, host.plan(), 1, List.of(watch))) {
      simulation.run(40 * MILLI);
    }
    return watch.violations().stream().map(each -> each.property()).toList();
  }

  @Test
  void aVcpuOffTheMaskOfItsSpuFailsToEnterAndRunsAgainWhenItsAffinityIsMended() {
    ProfiledHost host =
        dual(recorder("2-3")).with(new HostAction.Pin(5 * MILLI, "a", 0, CpuSet.parse("0-1")));
    try (TestRun run = host.run(1).finish()) {
      List<Fact.EntryFailed> failed = run.facts(Fact.EntryFailed.class);
      assertEquals(1, failed.size(), failed::toString);
      assertTrue(failed.getFirst().pe() < 2, failed::toString);
      assertTrue(entered(run).stream().allMatch(pe -> pe >= 2));
      SpeTotals totals = ProfiledHost.totals(run, 0);
      assertTrue(totals.population() > 49_000_000, totals::toString);
      assertEquals(0, totals.onTheirWay());
    }
    assertEquals(List.of(), broken(host));
  }

  /// There is an SPU on either cluster, and the VM has chosen one of them.
  @Test
  void anSpuOfAnotherKindIsNoPlaceForAVcpuEither() {
    ProfiledHost host =
        ProfiledHost.of(TestHost.preset("two-spus").with("a", "", true, recorder("0-3")))
            .with(new HostAction.Pin(5 * MILLI, "a", 0, CpuSet.parse("4-7")));
    try (TestRun run = host.run(1).finish()) {
      List<Fact.EntryFailed> failed = run.facts(Fact.EntryFailed.class);
      assertEquals(1, failed.size(), failed::toString);
      assertTrue(failed.getFirst().pe() >= 4, failed::toString);
      assertTrue(entered(run).stream().allMatch(pe -> pe < 4));
      assertTrue(ProfiledHost.totals(run, 0).population() > 49_000_000);
    }
    assertEquals(List.of(), broken(host));
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void aCpuThatGoesLosesItsThreadsAndNothingElse(Granularity granularity) {
    TestHost.Guest short1 = recording(3_000_000, "buffer-pages", "16").on("2-3");
    ProfiledHost host =
        ProfiledHost.of(TestHost.preset("dual").with("a", short1, short1))
            .with(
                new HostAction.Offline(200 * TestRun.MICRO, 3),
                new HostAction.Online(900 * TestRun.MICRO, 3))
            .at(granularity);
    try (TestRun run = host.run(1).finish()) {
      assertEquals(Set.of(2, 3), entered(run));
      SpeTotals totals = ProfiledHost.totals(run, 0);
      assertTrue(totals.population() > 5_500_000, totals::toString);
      assertEquals(0, totals.onTheirWay());
    }
    assertEquals(List.of(), broken(host));
  }

  @Test
  void whileACpuIsAwayNothingRunsThere() {
    ProfiledHost host =
        dual(recorder("2-3"))
            .with(new HostAction.Offline(MILLI, 2), new HostAction.Offline(2 * MILLI, 3));
    try (TestRun run = host.run(1).until(15 * MILLI)) {
      // Its affinity is broken, and elsewhere it has no SPU.
      assertFalse(run.facts(Fact.EntryFailed.class).isEmpty());
      assertTrue(run.facts(Fact.EntryFailed.class).getFirst().pe() < 2);
    }
  }

  @Test
  void theLastCpuStays() {
    ProfiledHost host =
        dual(recorder("2-3"))
            .with(
                new HostAction.Offline(MILLI, 0),
                new HostAction.Offline(MILLI, 1),
                new HostAction.Offline(MILLI, 2),
                new HostAction.Offline(MILLI, 3));
    try (TestRun run = host.run(1).finish()) {
      assertEquals(
          List.of(new OfProfiling.Refused("host", "offline 3", "-EBUSY")),
          run.facts(OfProfiling.Refused.class));
      assertTrue(ProfiledHost.totals(run, 0).population() > 49_000_000);
    }
  }

  @Test
  void aDriverThatIsUsedStays() {
    ProfiledHost host = dual(recorder("2-3")).with(new HostAction.UnloadDriver(5 * MILLI));
    try (TestRun run = host.run(1).finish()) {
      assertEquals(
          List.of(new OfProfiling.Refused("host", "rmmod arm_spe_pmu", "-EBUSY")),
          run.facts(OfProfiling.Refused.class));
    }
    assertEquals(List.of(), broken(host));
  }

  @Test
  void aDriverThatComesBackEnablesTheInterruptAgain() {
    ProfiledHost host =
        dual(recorder("2-3"))
            .with(ProfiledHost.kvm(Driver.UNCOUNTED, Review.CORRECTED, 0, HostProfiling.NEVER))
            .with(new HostAction.UnloadDriver(5 * MILLI), new HostAction.LoadDriver(8 * MILLI));
    try (TestRun run = host.run(1).finish()) {
      assertEquals(
          List.of(8, 8),
          run.facts(Fact.EventSourceRegistered.class).stream()
              .filter(fact -> fact.name().equals("arm_spe_0"))
              .map(Fact.EventSourceRegistered::type)
              .toList());
      List<OfProfiling.EventSeen> seen = run.facts(OfProfiling.EventSeen.class);
      assertTrue(seen.getLast().sincePicos() < MILLI / 1000, seen::toString);
      assertEquals(0, ProfiledHost.totals(run, 0).onTheirWay());
    }
  }

  private static ProfiledHost discarding() {
    TestHost.Guest guest = recording(3_000_000, "buffer-pages", "16").on("2-3");
    return ProfiledHost.of(TestHost.preset("dual").with("a", guest, guest))
        .with(
            new HostAction.Discard(300 * TestRun.MICRO, "a"),
            new HostAction.Discard(900 * TestRun.MICRO, "a"));
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void memoryThatIsTakenBackIsReplacedWhileNothingIsSampled(Granularity granularity) {
    ProfiledHost host = discarding().at(granularity);
    try (TestRun run = host.run(1).finish()) {
      SpeTotals totals = ProfiledHost.totals(run, 0);
      assertTrue(totals.population() > 5_900_000, totals::toString);
      assertEquals(0, totals.onTheirWay());
      long released =
          run.facts(OfProfiling.Locked.class).stream().filter(fact -> fact.bytes() == 0).count();
      assertTrue(released >= 2, "all was released each time");
    }
    assertEquals(List.of(), broken(host));
  }

  @Test
  void memoryThatIsTakenAwayUnderABufferStopsTheGuestsProfiling() {
    ProfiledHost host = discarding().with(HostProfiling.USUAL.ignoringNotifiers());
    assertEquals(List.of("guest-never-sees-stage2-fault"), broken(host));
    try (TestRun run = host.run(1).finish()) {
      assertTrue(ProfiledHost.totals(run, 0).population() < 3_000_000);
    }
  }
}
