package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.hypervisor.guest.GuestMix;
import io.interlock.hypervisor.guest.GuestParser;
import io.interlock.hypervisor.guest.GuestProgram;
import io.interlock.hypervisor.guest.InterruptHandler;
import io.interlock.hypervisor.guest.InterruptKind;
import io.interlock.hypervisor.pmu.PmuPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One vCPU with six event counters that runs a program of kvm-unit-tests' PMU suite, written as
/// operations of a guest: what it reads, and how often its counters interrupt it.
///
/// As the programs do, it resets its PMU first. Its handler reads and clears the overflows.
enum UnitTestGuest {
  /// perf events of a host whose event counters have 32 bits (PMUv3p1).
  EMULATED_32("no-spe-4x4", false),
  /// perf events of a host whose event counters have 64 bits (PMUv3p5 and later).
  EMULATED_64("pair", false),
  /// Counters of its own, with 64 bits.
  PARTITIONED("pair", true);

  private static final String[] RESET = {
    "write PMCR_EL0 0x46",
    "write PMCNTENCLR_EL0 0xffffffff",
    "write PMINTENCLR_EL1 0xffffffff",
    "write PMOVSCLR_EL0 0xffffffff",
    "write PMCCFILTR_EL0 0"
  };
  private static final int COUNTERS = 6;

  private final String preset;
  private final boolean partitioned;

  UnitTestGuest(String preset, boolean partitioned) {
    this.preset = preset;
    this.partitioned = partitioned;
  }

  boolean hasLongCounters() {
    return this != EMULATED_32;
  }

  /// What came of a program.
  ///
  /// @param reads values, in order, those of the handler under its own name
  /// @param interrupts overflow interrupts that the guest took
  /// @param undefined accesses that made an UNDEFINED instruction
  record Outcome(List<Long> reads, List<Long> inHandler, long interrupts, int undefined) {
    long read(int index) {
      return reads.get(index);
    }
  }

  /// Runs a program to its end.
  Outcome run(String... program) {
    return run(List.of(program));
  }

  Outcome run(List<String> program) {
    List<String> all = new ArrayList<>(List.of(RESET));
    all.addAll(program);
    all.add("off");
    var handler =
        new InterruptHandler(
            10,
            GuestParser.parse(
                List.of("read PMOVSSET_EL0 as handled", "write PMOVSCLR_EL0 0xffffffff")));
    var code =
        new GuestProgram(
            "unit test",
            GuestParser.parse(all),
            Map.of(InterruptKind.PMU, handler),
            GuestMix.TYPICAL);
    try (TestRun run = TestRun.of(plan(guest(code).on("0")), 1).finish()) {
      return outcome(run);
    }
  }

  private HostPlan plan(TestHost.Guest guest) {
    TestHost host = TestHost.preset(preset).with("a", guest);
    return partitioned
        ? leaving(COUNTERS, PartitionedHost.of(host, "pmu-partitioned").plan())
        : EmulatedHost.of(host).plan();
  }

  private static HostPlan leaving(int counters, HostPlan plan) {
    return new HostPlan(
        plan.name(),
        plan.topology(),
        plan.costs(),
        plan.counter(),
        plan.program(),
        plan.granularity(),
        new PmuPartition(counters),
        plan.vms());
  }

  private static Outcome outcome(TestRun run) {
    List<Long> reads = new ArrayList<>();
    List<Long> inHandler = new ArrayList<>();
    for (TestRun.Stated stated : run.stated()) {
      switch (stated.fact()) {
        case Fact.EmulatedRead(_, _, long value) -> reads.add(value);
        case Fact.MonitorRead(_, _, long value) -> reads.add(value);
        // It follows the fact that the same value was read.
        case Fact.Reported(_, _, long value) -> {
          boolean _ = inHandler.add(value) && reads.removeLast() == value;
        }
        default -> {}
      }
    }
    return new Outcome(
        reads,
        inHandler,
        run.handled(0, EmulatedHost.INTID),
        run.facts(Fact.UndefinedAccess.class).size());
  }
}
