package io.interlock.actors.host;

import static io.interlock.actors.host.PartitionedHost.counting;
import static io.interlock.actors.host.PartitionedHost.reads;
import static io.interlock.actors.host.PartitionedHost.withTraps;
import static io.interlock.actors.host.PartitionedHost.withoutTraps;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.Granularity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Guests with performance counters of their own.
class PartitionedMonitorsTest {
  private static final String REVIEWED = "pmu-partitioned-reviewed";

  @ParameterizedTest
  @CsvSource({
    "pmu-partitioned-v5,       true",
    "pmu-partitioned-reviewed, true",
    "pmu-partitioned,          true",
    "pmu-partitioned-reviewed, false",
    "pmu-partitioned,          false"
  })
  void aGuestCountsItsOwnCycles(String program, boolean traps) {
    PartitionedHost host =
        PartitionedHost.of(traps ? withTraps() : withoutTraps(), program)
            .with("a", counting(CountingGuests.OVER_EXITS));
    try (TestRun run = host.run(1).finish()) {
      CountingGuests.assertCountsOverExits(reads(run, "PMEVCNTR0_EL0"));
    }
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void anOverflowInterruptsTheGuestOnce(Granularity granularity) {
    PartitionedHost host =
        PartitionedHost.of(withTraps(), REVIEWED)
            .at(granularity)
            .with("a", counting(CountingGuests.OVERFLOWING).on("2"));
    try (TestRun run = host.run(1).finish()) {
      CountingGuests.assertOverflowsOnce(
          run, reads(run, "PMOVSSET_EL0"), reads(run, "PMEVCNTR0_EL0"));
      long handledAt =
          run.times(Fact.InterruptHandled.class, fact -> fact.intid() == 23).getFirst();
      long overflowAt = run.times(Fact.GuestRan.class, fact -> fact.overflowed() != 0).getFirst();
      assertTrue(handledAt > overflowAt && handledAt - overflowAt < 5 * TestRun.MICRO);
    }
  }

  @Test
  void anOverflowIsExactInTime() {
    PartitionedHost host =
        PartitionedHost.of(withTraps(), REVIEWED)
            .with("a", counting("write PMEVCNTR0_EL0 0xfff00000", "compute 10M", "off").on("2"));
    try (TestRun run = host.run(1).finish()) {
      Fact.GuestRan ran =
          run.facts(Fact.GuestRan.class).stream()
              .filter(fact -> fact.overflowed() != 0)
              .findFirst()
              .orElseThrow();
      assertEquals(0x10_0000, ran.cycles());
    }
  }

  @Test
  void countersTravelWithTheirVcpu() {
    PartitionedHost host =
        PartitionedHost.of(withTraps(), REVIEWED)
            .with("a", counting(CountingGuests.computing("60M")).on("2"))
            .with("b", counting(CountingGuests.computing("50M")).on("2"))
            .with("c", counting(CountingGuests.computing("40M")));
    try (TestRun run = host.run(3).finish()) {
      CountingGuests.assertCountsTravelled(run, reads(run, "PMEVCNTR0_EL0"));
      assertEquals(List.of(), PartitionedHost.broken(run.stated(), true));
    }
  }

  @Test
  void theSelectorIsTheGuestsOwn() {
    PartitionedHost host =
        PartitionedHost.of(withTraps(), REVIEWED)
            .with(
                "a",
                counting(
                    "write PMSELR_EL0 1",
                    "hvc",
                    "write PMXEVTYPER_EL0 0x08",
                    "write PMCNTENSET_EL0 2",
                    "compute 777",
                    "read PMXEVCNTR_EL0",
                    "off"));
    try (TestRun run = host.run(1).finish()) {
      assertEquals(List.of(777L), reads(run, "PMXEVCNTR_EL0"));
    }
  }

  @Test
  void withoutAPartitionNothingOfThisIsStated() {
    TestHost host = withTraps().with("a", counting(CountingGuests.computing("1M")));
    try (TestRun run = TestRun.of(host, 1).finish()) {
      assertEquals(List.of(), run.facts(Fact.OfMonitors.class));
      assertEquals(List.of(), PartitionedHost.broken(run.stated(), true));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pmu-partitioned-reviewed", "pmu-partitioned"})
  void theReviewedProgramsKeepAllPropertiesAtEveryGranularity(String program) {
    for (Granularity granularity : Granularity.values()) {
      for (TestHost base : List.of(withTraps(), withoutTraps())) {
        PartitionedHost host = busy(PartitionedHost.of(base, program)).at(granularity);
        for (long seed = 0; seed < 3; seed++) {
          assertEquals(List.of(), host.broken(seed), program + " " + granularity);
        }
      }
    }
  }

  /// Two guests on one PE that overflow, sleep, and are preempted.
  static PartitionedHost busy(PartitionedHost host) {
    String[] work = {
      "write PMUSERENR_EL0 1",
      "write PMSELR_EL0 1",
      "repeat 6 {",
      "write PMEVCNTR0_EL0 0xfffffff0",
      "compute 5M",
      "timer 1ms once",
      "write PMEVCNTR0_EL0 0xfffffff0",
      "compute 100",
      "wfi",
      "read PMEVCNTR0_EL0",
      "}",
      "off"
    };
    return host.with("a", counting(work).on("0"))
        .with("b", counting(work).on("0"))
        .with("c", counting(work));
  }
}
