package io.interlock.hypervisor.perf;

import static io.interlock.hardware.pmu.EventMix.ONE_INSTRUCTION_A_CYCLE;
import static io.interlock.hypervisor.perf.Exclusion.GUEST;
import static io.interlock.hypervisor.perf.Exclusion.HOST;
import static io.interlock.hypervisor.perf.Exclusion.HYPERVISOR;
import static io.interlock.hypervisor.perf.Exclusion.KERNEL;
import static io.interlock.hypervisor.perf.Exclusion.USER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hardware.pmu.PmuModel;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// perf on a PE with two event counters and the cycle counter.
class HostPerfTest {
  private static final int PMU = 8;
  private static final long NOW = 0;

  private final RegisterFile file = new RegisterFile();
  private Pmu pmu = new Pmu(file, PmuModel.plain(2, PmuVersion.V3P5));
  private HostPerf perf = perf(true);

  private HostPerf perf(boolean vhe) {
    file.assign(SysReg.named("MDCR_EL2"), 2);
    return HostPerf.onReset(pmu, PMU, vhe, 0x8000_0003L);
  }

  private static PerfAttributes counts(int event, boolean pinned, Exclusion... excluded) {
    return new PerfAttributes(PMU, event, Set.of(excluded), pinned, false, true);
  }

  private PerfEvent flexible(int event) {
    return perf.create(counts(event, false), 0, NOW);
  }

  private PerfEvent pinned(int event) {
    return perf.create(counts(event, true), 0, NOW);
  }

  private void run(long cycles, ExceptionLevel at) {
    long _ = pmu.run(ONE_INSTRUCTION_A_CYCLE, 0, cycles, at);
  }

  private long type(int n) {
    return file.read(SysReg.named("PMEVTYPER" + n + "_EL0"));
  }

  @Test
  void cyclesHaveTheCycleCounterAndOthersTheFirstThatIsFree() {
    PerfEvent cycles = flexible(PmuEvent.CPU_CYCLES);
    PerfEvent instructions = flexible(PmuEvent.INST_RETIRED);
    PerfEvent moreCycles = flexible(PmuEvent.CPU_CYCLES);
    assertEquals(Pmu.CYCLE_COUNTER, perf.counterOf(cycles));
    assertEquals(0, perf.counterOf(instructions));
    assertEquals(1, perf.counterOf(moreCycles));
    run(100, ExceptionLevel.EL2);
    perf.settle(NOW);
    assertEquals(100, cycles.count());
    assertEquals(100, instructions.count());
    assertEquals(100, moreCycles.count());
  }

  @Test
  void pinnedEventsComeFirstAndFailWithoutACounter() {
    PerfEvent first = flexible(PmuEvent.INST_RETIRED);
    PerfEvent second = pinned(PmuEvent.INST_RETIRED);
    PerfEvent third = pinned(PmuEvent.INST_RETIRED);
    assertEquals(PerfEvent.State.INACTIVE, first.state());
    assertEquals(PerfEvent.State.ACTIVE, second.state());
    assertEquals(PerfEvent.State.ACTIVE, third.state());
    PerfEvent fourth = pinned(PmuEvent.INST_RETIRED);
    assertEquals(PerfEvent.State.ERROR, fourth.state());
    assertEquals(PerfEvent.State.ACTIVE, third.state());
  }

  @Test
  void theThreadsPinnedEventsComeBeforeTheCpusFlexibleOnes() {
    PerfEvent ofCpu = flexible(PmuEvent.INST_RETIRED);
    PerfEvent alsoOfCpu = flexible(PmuEvent.MEM_ACCESS);
    PerfContext thread = new PerfContext();
    perf.scheduleIn(thread, NOW);
    PerfEvent ofThread =
        new ThreadPerf(perf, thread, NOW).create(counts(PmuEvent.INST_RETIRED, true), 0);
    assertEquals(PerfEvent.State.ACTIVE, ofThread.state());
    assertEquals(PerfEvent.State.ACTIVE, ofCpu.state());
    assertEquals(PerfEvent.State.INACTIVE, alsoOfCpu.state());
    perf.scheduleOut(NOW);
    assertEquals(PerfEvent.State.INACTIVE, ofThread.state());
    assertEquals(PerfEvent.State.ACTIVE, alsoOfCpu.state());
  }

  @Test
  void aThreadsEventCountsWhileItRuns() {
    PerfContext thread = new PerfContext();
    perf.scheduleIn(thread, NOW);
    ThreadPerf view = new ThreadPerf(perf, thread, NOW);
    PerfEvent event = view.create(counts(PmuEvent.INST_RETIRED, false), 0);
    run(10, ExceptionLevel.EL2);
    perf.scheduleOut(NOW);
    run(100, ExceptionLevel.EL2);
    perf.scheduleIn(thread, NOW);
    run(5, ExceptionLevel.EL2);
    assertEquals(15, view.read(event));
    view.disable(event);
    run(100, ExceptionLevel.EL2);
    assertEquals(15, view.read(event));
    view.enable(event);
    run(1, ExceptionLevel.EL2);
    assertEquals(16, view.read(event));
  }

  @Test
  void moreEventsThanCountersTakeTurns() {
    List<PerfEvent> events = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      events.add(flexible(PmuEvent.INST_RETIRED));
    }
    for (int turn = 0; turn < 40; turn++) {
      run(1000, ExceptionLevel.EL2);
      perf.rotate((turn + 1) * 1_000_000L);
    }
    for (PerfEvent event : events) {
      assertEquals(20_000, event.count());
      assertEquals(40_000_000L, event.enabledPicos());
      assertEquals(20_000_000L, event.runningPicos());
    }
  }

  @Test
  void anEventForAnotherPmuNeverCountsHere() {
    PerfEvent event =
        perf.create(
            new PerfAttributes(9, PmuEvent.INST_RETIRED, Set.of(), true, false, true), 0, NOW);
    assertEquals(PerfEvent.State.INACTIVE, event.state());
  }

  @Test
  void aWideEventTakesTwoNarrowCounters() {
    pmu = new Pmu(file, PmuModel.plain(2, PmuVersion.V3P1));
    perf = perf(true);
    PerfEvent wide =
        perf.create(
            new PerfAttributes(PMU, PmuEvent.INST_RETIRED, Set.of(), true, true, true), 0, NOW);
    assertEquals(0, perf.counterOf(wide));
    assertEquals(PmuEvent.CHAIN, type(1) & 0xFFFF);
    assertEquals(PerfEvent.State.INACTIVE, flexible(PmuEvent.INST_RETIRED).state());
    run(1L << 34, ExceptionLevel.EL2);
    perf.settle(NOW);
    assertEquals(1L << 34, wide.count());
  }

  @Test
  void anInterruptSaysWhichSamplesAreDue() {
    PerfEvent sampling = perf.create(counts(PmuEvent.INST_RETIRED, true), 1000, NOW);
    PerfEvent counting = pinned(PmuEvent.INST_RETIRED);
    assertEquals(1000, pmu.cyclesUntilInterrupt(ONE_INSTRUCTION_A_CYCLE, 0, ExceptionLevel.EL2));
    run(1003, ExceptionLevel.EL2);
    assertTrue(pmu.interruptLine());
    assertEquals(List.of(sampling), perf.interrupt(NOW));
    assertEquals(1003, sampling.count());
    assertEquals(997, pmu.cyclesUntilInterrupt(ONE_INSTRUCTION_A_CYCLE, 0, ExceptionLevel.EL2));
    perf.settle(NOW);
    assertEquals(1003, counting.count());
  }

  @Test
  void aCounterThatOnlyCountsIsReadInTime() {
    pmu = new Pmu(file, PmuModel.plain(2, PmuVersion.V3P1));
    perf = perf(true);
    PerfEvent counting = flexible(PmuEvent.INST_RETIRED);
    for (int i = 0; i < 5; i++) {
      long cycles = pmu.cyclesUntilInterrupt(ONE_INSTRUCTION_A_CYCLE, 0, ExceptionLevel.EL2);
      assertEquals(0x7FFF_FFFFL, cycles);
      run(cycles, ExceptionLevel.EL2);
      assertEquals(List.of(), perf.interrupt(NOW));
    }
    assertEquals(5 * 0x7FFF_FFFFL, counting.count());
  }

  @ParameterizedTest
  @CsvSource({
    // excluded, EL0, EL1, EL2 counted by a host whose kernel is at EL2
    "'',                      true,  true,  true",
    "KERNEL,                  true,  false, false",
    "USER,                    false, true,  true",
    "GUEST,                   true,  false, true",
    "'HOST HYPERVISOR',       false, true,  false",
    "HYPERVISOR,              true,  true,  true",
  })
  void exclusionsBecomeFilters(String excluded, boolean el0, boolean el1, boolean el2) {
    Exclusion[] exclusions =
        excluded.isEmpty()
            ? new Exclusion[0]
            : java.util.Arrays.stream(excluded.split(" "))
                .map(Exclusion::valueOf)
                .toArray(Exclusion[]::new);
    PerfEvent event = perf.create(counts(PmuEvent.INST_RETIRED, true, exclusions), 0, NOW);
    assertEquals(el0 ? 1 : 0, counted(event, ExceptionLevel.EL0));
    assertEquals(el1 ? 1 : 0, counted(event, ExceptionLevel.EL1));
    assertEquals(el2 ? 1 : 0, counted(event, ExceptionLevel.EL2));
  }

  private long counted(PerfEvent event, ExceptionLevel at) {
    perf.settle(NOW);
    long before = event.count();
    run(1, at);
    perf.settle(NOW);
    return event.count() - before;
  }

  @Test
  void userSpaceIsTheHostsOrTheGuests() {
    PerfEvent ofHost = pinned(PmuEvent.INST_RETIRED);
    perf.change(NOW, () -> {});
    PerfEvent hostOnly = perf.create(counts(PmuEvent.INST_RETIRED, true, GUEST), 0, NOW);
    PerfEvent guestOnly = perf.create(counts(PmuEvent.CPU_CYCLES, true, HOST, HYPERVISOR), 0, NOW);
    assertEquals(new SwitchedEvents(2, 1L << Pmu.CYCLE_COUNTER), perf.switched());
    assertEquals(1, counted(hostOnly, ExceptionLevel.EL0));
    assertEquals(0, counted(guestOnly, ExceptionLevel.EL0));
    perf.enterGuest();
    assertEquals(0, counted(hostOnly, ExceptionLevel.EL0));
    assertEquals(1, counted(guestOnly, ExceptionLevel.EL0));
    assertEquals(1, counted(ofHost, ExceptionLevel.EL0));
    perf.rotate(NOW);
    assertEquals(1, counted(guestOnly, ExceptionLevel.EL0), "a new turn keeps the guest's view");
    perf.leaveGuest();
    assertEquals(1, counted(hostOnly, ExceptionLevel.EL0));
    assertEquals(0, counted(guestOnly, ExceptionLevel.EL0));
  }

  @Test
  void whatDoesNotCountUserSpaceNeedsNoSwitch() {
    perf.create(counts(PmuEvent.INST_RETIRED, true, GUEST, USER), 0, NOW);
    perf.create(counts(PmuEvent.INST_RETIRED, true, GUEST, HOST), 0, NOW);
    assertEquals(SwitchedEvents.NONE, perf.switched());
  }

  @Test
  void belowAKernelAtEl1CountersAreSwitchedOffAndOn() {
    perf = perf(false);
    PerfEvent hostOnly = perf.create(counts(PmuEvent.INST_RETIRED, true, GUEST), 0, NOW);
    PerfEvent guestOnly =
        perf.create(counts(PmuEvent.INST_RETIRED, true, HOST, HYPERVISOR, KERNEL), 0, NOW);
    assertEquals(1, counted(hostOnly, ExceptionLevel.EL1));
    assertEquals(0, counted(guestOnly, ExceptionLevel.EL0));
    perf.enterGuest();
    assertEquals(0, counted(hostOnly, ExceptionLevel.EL1));
    assertEquals(1, counted(guestOnly, ExceptionLevel.EL0));
    perf.leaveGuest();
    assertEquals(1, counted(hostOnly, ExceptionLevel.EL1));
    assertEquals(0, counted(guestOnly, ExceptionLevel.EL0));
  }

  @Test
  void aCopyCountsOnItsOwn() {
    PerfContext thread = new PerfContext();
    perf.scheduleIn(thread, NOW);
    PerfEvent event =
        new ThreadPerf(perf, thread, NOW).create(counts(PmuEvent.INST_RETIRED, false), 0);
    run(10, ExceptionLevel.EL2);
    RegisterFile copiedFile = file.copy();
    Pmu copiedPmu = pmu.over(copiedFile);
    PerfCopies copies = new PerfCopies();
    HostPerf copiedPerf = perf.copy(copiedPmu, copies);
    run(100, ExceptionLevel.EL2);
    long _ = copiedPmu.run(ONE_INSTRUCTION_A_CYCLE, 0, 5, ExceptionLevel.EL2);
    assertEquals(15, new ThreadPerf(copiedPerf, copies.of(thread), NOW).read(copies.of(event)));
    assertEquals(110, new ThreadPerf(perf, thread, NOW).read(event));
    copiedPerf.scheduleOut(NOW);
    assertEquals(PerfEvent.State.INACTIVE, copies.of(event).state());
    assertEquals(PerfEvent.State.ACTIVE, event.state());
  }
}
