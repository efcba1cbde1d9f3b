package io.interlock.actors.host;

import static io.interlock.actors.host.ProfiledHost.recording;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.SpeTotals;
import io.interlock.actors.host.plan.Granularity;
import io.interlock.hypervisor.spe.LockedMemory;
import io.interlock.hypervisor.uapi.Errno;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A guest that profiles itself through KVM, from the sampling counter to what its perf takes.
class ProfiledGuestTest {
  private static final int RECORD_BYTES = 64;

  private static ProfiledHost dual() {
    return ProfiledHost.of(TestHost.preset("dual"));
  }

  @Test
  void everySampleBecomesARecordThatPerfGets() {
    try (TestRun run =
        dual().with("a", recording(20_000_000, "buffer-pages", "16").on("2")).run(1).finish()) {
      assertEquals(List.of(), run.facts(OfProfiling.Refused.class));
      SpeTotals totals = ProfiledHost.totals(run, 0);
      assertTrue(totals.population() > 19_900_000, totals::toString);
      assertTrue(totals.written() > 19_000, totals::toString);
      assertEquals(0, totals.onTheirWay());
      assertEquals(totals.samples(), totals.collisions() + totals.written() + totals.lost());
      assertEquals(totals.written() * RECORD_BYTES, totals.bytes());
      long published =
          run.facts(OfProfiling.Published.class).stream()
              .mapToLong(OfProfiling.Published::bytes)
              .sum();
      assertEquals(totals.bytes(), published);
    }
  }

  @Test
  void aFullBufferForcesAnExitAndInterruptsTheGuest() {
    try (TestRun run =
        dual().with("a", recording(20_000_000, "buffer-pages", "16").on("2")).run(1).finish()) {
      int raised = run.facts(OfProfiling.EventRaised.class).size();
      assertTrue(raised >= 30, () -> raised + " events");
      assertEquals(raised, run.facts(OfProfiling.EventTold.class).size());
      assertEquals(raised, run.handled(0, 21));
      for (OfProfiling.EventSeen seen : run.facts(OfProfiling.EventSeen.class)) {
        assertTrue(seen.sincePicos() < 1_000_000, () -> seen + " late");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void theCountsAreThoseOfTheProgramAtEveryGranularity(Granularity granularity) {
    ProfiledHost host =
        dual().with("a", recording(3_000_000, "buffer-pages", "16").on("2")).at(granularity);
    try (TestRun run = host.run(1).finish();
        TestRun again = host.run(1).finish()) {
      SpeTotals totals = ProfiledHost.totals(run, 0);
      assertEquals(again.digest(), run.digest());
      assertTrue(totals.written() > 2_500, totals::toString);
      assertEquals(totals, ProfiledHost.totals(again, 0));
    }
  }

  @Test
  void aGuestWithoutSpePaysNothing() {
    try (TestRun run =
        ProfiledHost.of(TestHost.preset("dual"))
            .with(ProfiledHost.PLAIN, TestHost.ticking(1000, 50).on("2"))
            .run(1)
            .until(20 * TestRun.MILLI)) {
      assertEquals(0, run.facts(OfProfiling.Counted.class).size());
      assertTrue(run.facts(Fact.GuestEntered.class).size() > 10);
    }
  }

  @Test
  void aVcpuOffTheMaskOfItsSpuFailsToEnterAndRunsAgainWhereItIsPinned() {
    TestHost.Guest busy = TestHost.guest("forever {", "compute 100M", "}");
    TestHost host =
        TestHost.preset("dual")
            .with(ProfiledHost.PLAIN, busy.on("2"), busy.on("3"))
            .with("a", "", true, recording(100_000_000, "buffer-pages", "16").on("0-3"));
    try (TestRun run = ProfiledHost.of(host).run(1).until(30 * TestRun.MILLI)) {
      List<Fact.EntryFailed> failed = run.facts(Fact.EntryFailed.class);
      assertEquals(1, failed.size(), failed::toString);
      assertTrue(failed.getFirst().pe() < 2, failed::toString);
      assertTrue(
          run.facts(Fact.GuestEntered.class).stream()
              .filter(entry -> entry.vcpu().vm() == 1)
              .allMatch(entry -> entry.pe() >= 2));
      assertTrue(ProfiledHost.totals(run, 1).written() > 0);
    }
  }

  @Test
  void whatKvmRefusesIsALineWithItsError() {
    try (TestRun run =
        dual().choosing("arm_spe_7").with("a", recording(1_000_000).on("2")).run(1).finish()) {
      assertEquals(
          List.of(new Fact.CallRefused(0, "KVM_ARM_VCPU_SPE_SPU arm_spe_7", Errno.ENXIO.result())),
          run.facts(Fact.CallRefused.class));
      assertEquals(0, run.facts(Fact.GuestEntered.class).size());
    }
  }

  private static ProfiledHost recordingInSixteenPages() {
    return dual().with("a", recording(2_000_000, "buffer-pages", "16").on("2"));
  }

  @Test
  void aBufferThatMayNotBeLockedIsAnExitToUserSpace() {
    ProfiledHost host =
        recordingInSixteenPages().with(ProfiledHost.locking(LockedMemory.Policy.BUFFER, 4 << 10));
    try (TestRun run = host.run(1).finish()) {
      // perf has its handler called each half buffer.
      assertEquals(
          List.of(new OfProfiling.LimitReached(0, 8 * 4096, 4096)),
          run.facts(OfProfiling.LimitReached.class));
      assertEquals(0, ProfiledHost.totals(run, 0).written());
    }
  }

  @Test
  void aVmmThatRaisesItsLimitGoesOn() {
    ProfiledHost host =
        recordingInSixteenPages().with(ProfiledHost.locking(LockedMemory.Policy.BUFFER, 4 << 10));
    try (TestRun run = host.raising().run(1).finish();
        TestRun unlimited = recordingInSixteenPages().run(1).finish()) {
      assertEquals(1, run.facts(OfProfiling.LimitReached.class).size());
      assertEquals(ProfiledHost.totals(unlimited, 0), ProfiledHost.totals(run, 0));
    }
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void theLimitIsMetAtEveryGranularity(Granularity granularity) {
    ProfiledHost host =
        recordingInSixteenPages()
            .with(ProfiledHost.locking(LockedMemory.Policy.BUFFER, 0))
            .raising();
    try (TestRun run = host.at(granularity).run(1).finish()) {
      assertTrue(ProfiledHost.totals(run, 0).written() > 1_500);
    }
  }

  @Test
  void aWholeVmIsLockedBeforeItRunsOrDoesNotRun() {
    long vm = 1 << 30;
    ProfiledHost host = recordingInSixteenPages();
    try (TestRun small =
            host.with(ProfiledHost.locking(LockedMemory.Policy.VM, vm - 1)).run(1).finish();
        TestRun enough =
            host.with(ProfiledHost.locking(LockedMemory.Policy.VM, vm)).run(1).finish()) {
      assertEquals(
          List.of(new Fact.CallRefused(0, "the first KVM_RUN of vCPU 0", Errno.ENOMEM.result())),
          small.facts(Fact.CallRefused.class));
      assertEquals(
          Set.of(vm),
          enough.facts(OfProfiling.Locked.class).stream()
              .map(OfProfiling.Locked::bytes)
              .collect(Collectors.toSet()));
      assertTrue(ProfiledHost.totals(enough, 0).written() > 1_500);
    }
  }

  /// All addresses of user space, of which the guest maps none.
  @Test
  void aBufferOfAllAddressesIsNoWork() {
    TestHost.Guest huge =
        TestHost.guest(
            "write PMBPTR_EL1 0x1000",
            "write PMBSR_EL1 0",
            "write PMBLIMITR_EL1 0x00fffffffffff001",
            "off");
    try (TestRun run = dual().with("a", huge.on("2")).run(1).finish()) {
      assertEquals(1, run.facts(OfProfiling.BufferEnabled.class).size());
    }
  }

  @Test
  void recordsShowPhysicalTimeOnlyWhereTheVmmMayLookAtTheMachine() {
    assertEquals(0, clockOf(dual()));
    assertEquals(1, clockOf(dual().capable(0)));
  }

  /// PMSCR_EL2.PCT while the guest runs.
  private static long clockOf(ProfiledHost host) {
    try (TestRun run = host.with("a", recording(200_000).on("2")).run(1).finish()) {
      return run.facts(OfProfiling.ClockChosen.class).size();
    }
  }
}
