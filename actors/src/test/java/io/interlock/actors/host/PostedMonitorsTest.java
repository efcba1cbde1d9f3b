package io.interlock.actors.host;

import static io.interlock.actors.host.PartitionedHost.counting;
import static io.interlock.actors.host.PartitionedHost.withTraps;
import static io.interlock.actors.host.PartitionedHost.withoutTraps;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.Granularity;
import io.interlock.hypervisor.program.KvmPrograms;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The partitioned PMU as posted: what its review found, and what it does right, shown on variants.
///
/// Each test drives the host into the order of events that breaks a property; a search finds such
/// orders by itself.
class PostedMonitorsTest {
  private static final String HOST = "host-registers-preserved: ";
  private static final String RANGE = "guest-range-quiescent: ";
  private static final String OVERFLOW = "overflow-delivered: ";
  private static final String EVENTS = "events-conserved: ";
  private static final String RESIDENCY = "single-residency: ";

  private static PartitionedHost posted(TestHost host) {
    return PartitionedHost.of(host, "pmu-partitioned-v5");
  }

  private static PartitionedHost reviewed(TestHost host) {
    return PartitionedHost.of(host, "pmu-partitioned-reviewed");
  }

  /// What is broken in the runs with these many seeds.
  private static Set<String> broken(PartitionedHost host, int seeds) {
    Set<String> all = new TreeSet<>();
    for (int seed = 1; seed <= seeds; seed++) {
      all.addAll(host.broken(seed));
    }
    return all;
  }

  private static void assertBroken(String what, Set<String> broken) {
    assertTrue(broken.contains(what), () -> what + " is not in " + broken);
  }

  @Test
  void nothingCountsWithoutFineGrainedTraps() {
    String[] work = {"compute 1M", "read PMEVCNTR0_EL0", "off"};
    assertBroken(
        EVENTS + "a counter has counted nothing",
        broken(posted(withoutTraps()).with("a", counting(work)), 1));
    assertEquals(Set.of(), broken(reviewed(withoutTraps()).with("a", counting(work)), 1));
  }

  @Test
  void theHostsUserEnableIsLost() {
    TestHost.Guest guest = counting("write PMUSERENR_EL0 3", "off");
    assertBroken(
        HOST + "the host's PMUSERENR_EL0 is lost", broken(posted(withTraps()).with("a", guest), 1));
    assertEquals(Set.of(), broken(reviewed(withTraps()).with("a", guest), 1));
  }

  @Test
  void theHostSeesTheGuestsSelector() {
    // The tick of one guest comes while the other is being loaded.
    PartitionedHost host =
        posted(withTraps())
            .setting("PMSELR_EL0", 1)
            .with("a", counting("repeat 40 {", "hvc", "}", "off").on("0"))
            .with("b", counting("repeat 40 {", "mmio user", "}", "off").on("0"));
    Set<String> found = new TreeSet<>();
    try (TestRun run = host.at(Granularity.PROGRAM).run(1)) {
      interruptTheFirstLoad(run);
      found.addAll(PartitionedHost.broken(run.stated(), false));
    }
    assertBroken(HOST + "the host sees the guest's PMSELR_EL0 before the guest is entered", found);
    assertBroken(HOST + "the host's PMSELR_EL0 is lost", found);
  }

  /// A reschedule IPI reaches each PE in every step of the first residencies.
  private static void interruptTheFirstLoad(TestRun run) {
    for (long at = 0; at < 200 * TestRun.MICRO; at += TestRun.MICRO / 10) {
      run.until(at);
      if (run.stated().stream().anyMatch(s -> s.fact() instanceof Fact.ContextLoaded)) {
        run.simulation().tell(run.redistributor(0), new Redistributor.Command.Sgi(0));
      }
    }
    run.finish();
  }

  @Test
  void anOverflowPendingAtLoadInterruptsTheHost() {
    // The second guest polls while the first sleeps: its overflow stays in hardware, until somebody
    // is loaded who wants interrupts.
    PartitionedHost host =
        posted(withTraps())
            .with("a", counting("timer 3ms once", "wfi", "compute 1M", "off").on("0"))
            .with("b", guestThatPolls().on("0"));
    Set<String> found = broken(host, 1);
    assertBroken(OVERFLOW + "loading a context interrupts the host with an overflow", found);
    assertBroken(RANGE + "an overflow of the guest's range is left in the PE by a put", found);
  }

  private static TestHost.Guest guestThatPolls() {
    return TestHost.guest(
        "write PMEVTYPER0_EL0 0x11",
        "write PMCNTENSET_EL0 1",
        "write PMCR_EL0 1",
        "write PMEVCNTR0_EL0 0xfffffff0",
        "compute 1M",
        "off");
  }

  @Test
  void anOverflowAtPutHitsTheHostOrTheNextVcpu() {
    // The interrupt is still on its way when the guest that overflowed has gone.
    PartitionedHost host = posted(withTraps()).withWiresOf(20 * TestRun.MICRO);
    TestHost.Guest late = lateOverflow().on("0");
    Set<String> alone = broken(host.with("a", late), 1);
    assertBroken(OVERFLOW + "a guest's overflow interrupts the host after the guest's put", alone);
    assertBroken(RANGE + "an overflow of the guest's range is left in the PE by a put", alone);
    assertBroken(RANGE + "the guest's range can still interrupt after a put", alone);
    assertBroken(RANGE + "the guest's range still counts after a put", alone);
    Set<String> both =
        broken(host.with("a", late).with("b", counting("compute 100M", "off").on("0")), 3);
    assertBroken(OVERFLOW + "a guest's overflow hits the next vCPU on its PE", both);
    PartitionedHost better = reviewed(withTraps()).withWiresOf(20 * TestRun.MICRO);
    assertEquals(Set.of(), broken(better.with("a", late).with("b", late), 3));
  }

  /// Overflows right before it turns itself off, in code that is too short to be interrupted.
  private static TestHost.Guest lateOverflow() {
    return counting("write PMEVCNTR0_EL0 0xffffff00", "compute 500", "off");
  }

  @Test
  void aLoadThatCanBePreemptedSplitsTheContext() {
    // Where a reviewer asks for an assertion, preemption is on.
    PartitionedHost host =
        reviewed(withTraps())
            .at(Granularity.PROGRAM)
            .changing("do pmu-reserve\n", "do pmu-reserve\n  preempt-on\n")
            .changing(
                "  PMINTENCLR_EL1 := ~vcpu.PMINTENSET_EL1 & guest\n",
                "  PMINTENCLR_EL1 := ~vcpu.PMINTENSET_EL1 & guest\n  preempt-off\n");
    PartitionedHost one = host.with("a", counting("compute 1M", "off"));
    assertEquals(
        List.of(),
        migratedAtItsFirstLoad(
            reviewed(withTraps())
                .at(Granularity.PROGRAM)
                .with("a", counting("compute 1M", "off"))));
    assertEquals(
        List.of(RESIDENCY + "a guest is entered while a part of its context is in another PE"),
        migratedAtItsFirstLoad(one));
  }

  /// What is broken if the thread has to go elsewhere as soon as it may, after its load has begun.
  private static List<String> migratedAtItsFirstLoad(PartitionedHost host) {
    try (TestRun run = host.run(1)) {
      for (long at = 0; run.facts(Fact.ContextLoaded.class).isEmpty(); at += 10_000) {
        run.until(at);
      }
      int pe = run.facts(Fact.ContextLoaded.class).getFirst().pe();
      run.simulation().tell(run.peRef(pe), new PhysicalCpu.Command.Migrate(0, pe == 0 ? 1 : 0));
      run.finish();
      return PartitionedHost.broken(run.stated(), true).stream()
          .filter(what -> what.startsWith(RESIDENCY))
          .toList();
    }
  }

  @Test
  void oneShotBitsThatAreReplayedResetTheCounters() {
    TestHost.Guest guest = TestHost.guest("read PMEVCNTR0_EL0", "read PMCCNTR_EL0", "off");
    PartitionedHost restored =
        posted(withTraps())
            .setting("PMCR_EL0", 0x47)
            .setting("PMEVCNTR0_EL0", 1234)
            .setting("PMCCNTR_EL0", 5678)
            .with("a", guest);
    assertTrue(events(broken(restored, 1)).isEmpty());
    PartitionedHost replaying =
        restored.changing(" & 0xFF & ~(PMCR_EL0.P | PMCR_EL0.C)", " & 0xFF");
    assertBroken(EVENTS + "a counter has counted nothing", broken(replaying, 1));
  }

  @Test
  void setWithoutClearLeavesTheCountersOfTheContextBefore() {
    TestHost.Guest idle =
        TestHost.guest(
            "write PMEVTYPER0_EL0 0x11",
            "write PMCR_EL0 1",
            "timer 5ms once",
            "wfi",
            "compute 1M",
            "read PMEVCNTR0_EL0",
            "off");
    PartitionedHost both =
        posted(withTraps())
            .with("a", counting("compute 1M", "off").on("0"))
            .with("b", idle.on("0"));
    assertTrue(events(broken(both, 1)).isEmpty());
    PartitionedHost without =
        both.changing("PMCNTENCLR_EL0 := ~vcpu.PMCNTENSET_EL0 & guest", "isb");
    assertBroken(EVENTS + "a counter has counted what did not happen to it", broken(without, 1));
  }

  private static List<String> events(Set<String> broken) {
    return broken.stream().filter(what -> what.startsWith(EVENTS)).toList();
  }

  @Test
  void theVariantsAreOfTheShippedText() {
    assertEquals(KvmPrograms.extensionText("pmu-partitioned-v5"), posted(withTraps()).program());
  }
}
