package io.interlock.hypervisor.guest;

import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hypervisor.guest.GuestOperation.Compute;
import io.interlock.hypervisor.guest.GuestOperation.Forever;
import io.interlock.hypervisor.guest.GuestOperation.ReadRegister;
import io.interlock.hypervisor.guest.GuestOperation.Repeat;
import io.interlock.hypervisor.guest.GuestOperation.WriteRegister;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a guest's kernel does with its performance monitors while somebody there runs perf: the
/// register accesses of the driver (`arm_pmuv3.c`), and in between ordinary code.
final class PerfPrograms {
  private static final String CONTROL = "PMCR_EL0";
  private static final long ALL = 0xFFFF_FFFFL;
  private static final long CYCLE_COUNTER = 1L << 31;
  private static final long ENABLE = 1;
  private static final long ZERO_EVENTS = 1 << 1;
  private static final long ZERO_CYCLES = 1 << 2;
  private static final long LONG_CYCLES = 1 << 6;
  private static final long STRETCH_CYCLES = 1_000_000_000L;
  private static final String CYCLES = "cpu_cycles";

  private PerfPrograms() {}

  /// `perf stat`: counts events, and cycles with the cycle counter. If there are more events than
  /// counters, they take turns.
  static GuestProgram stat(Settings settings) {
    List<String> events = Parameter.Several.words(settings.text("events"));
    int counters = (int) settings.whole("counters");
    long slice = settings.whole("slice-cycles");
    List<GuestOperation> round = new ArrayList<>();
    int slices = Math.max(1, Math.ceilDiv(events.size(), counters));
    for (int i = 0; i < slices; i++) {
      int last = Math.min((i + 1) * counters, events.size());
      count(round, events.subList(i * counters, last), slice);
    }
    List<GuestOperation> body = reset();
    long total = settings.whole("total-cycles");
    body.add(
        total == 0 ? new Forever(round) : new Repeat(Math.ceilDiv(total, slices * slice), round));
    return new GuestProgram("perf-stat", body, Map.of(), GuestMix.TYPICAL);
  }

  /// One turn of some events.
  private static void count(List<GuestOperation> to, List<String> events, long cycles) {
    for (int n = 0; n < events.size(); n++) {
      to.add(new WriteRegister("PMEVTYPER" + n + "_EL0", PmuEvent.numberOf(events.get(n))));
    }
    to.add(new WriteRegister("PMCNTENSET_EL0", CYCLE_COUNTER | ((1L << events.size()) - 1)));
    to.add(new WriteRegister(CONTROL, LONG_CYCLES | ZERO_CYCLES | ZERO_EVENTS | ENABLE));
    to.add(new Compute(cycles));
    to.add(new WriteRegister(CONTROL, LONG_CYCLES));
    for (int n = 0; n < events.size(); n++) {
      to.add(new ReadRegister("PMEVCNTR" + n + "_EL0", events.get(n)));
    }
    to.add(new ReadRegister("PMCCNTR_EL0", CYCLES));
    to.add(new WriteRegister("PMCNTENCLR_EL0", ALL));
  }

  /// `perf record`: an interrupt after so many cycles, whose handler reads the other events of the
  /// group, and starts them anew.
  static GuestProgram sample(Settings settings) {
    List<String> events = Parameter.Several.words(settings.text("events"));
    long period = Math.max(1, settings.whole("clock-hz") / settings.whole("sample-hz"));
    long start = ALL + 1 - Math.min(period, ALL);
    List<GuestOperation> body = reset();
    body.add(new WriteRegister("PMEVTYPER0_EL0", PmuEvent.CPU_CYCLES));
    for (int n = 1; n <= events.size(); n++) {
      body.add(new WriteRegister("PMEVTYPER" + n + "_EL0", PmuEvent.numberOf(events.get(n - 1))));
    }
    body.add(new WriteRegister("PMINTENSET_EL1", 1));
    body.add(new WriteRegister("PMCNTENSET_EL0", (1L << (events.size() + 1)) - 1));
    begin(body, start);
    body.add(new Forever(List.of(new Compute(STRETCH_CYCLES))));
    return new GuestProgram(
        "perf-sample",
        body,
        Map.of(
            InterruptKind.PMU,
            new InterruptHandler(settings.whole("handler-cycles"), takeSample(events, start))),
        GuestMix.TYPICAL);
  }

  private static List<GuestOperation> takeSample(List<String> events, long start) {
    List<GuestOperation> handler = new ArrayList<>();
    handler.add(new WriteRegister(CONTROL, LONG_CYCLES));
    handler.add(new ReadRegister("PMOVSCLR_EL0"));
    handler.add(new WriteRegister("PMOVSCLR_EL0", ALL));
    handler.add(new ReadRegister("PMEVCNTR0_EL0"));
    for (int n = 1; n <= events.size(); n++) {
      handler.add(new ReadRegister("PMEVCNTR" + n + "_EL0", events.get(n - 1)));
    }
    begin(handler, start);
    return handler;
  }

  private static void begin(List<GuestOperation> to, long start) {
    to.add(new WriteRegister(CONTROL, LONG_CYCLES | ZERO_EVENTS));
    to.add(new WriteRegister("PMEVCNTR0_EL0", start));
    to.add(new WriteRegister(CONTROL, LONG_CYCLES | ENABLE));
  }

  /// As a driver begins (`armv8pmu_reset`).
  private static List<GuestOperation> reset() {
    List<GuestOperation> operations = new ArrayList<>();
    operations.add(new WriteRegister(CONTROL, LONG_CYCLES | ZERO_CYCLES | ZERO_EVENTS));
    operations.add(new WriteRegister("PMCNTENCLR_EL0", ALL));
    operations.add(new WriteRegister("PMINTENCLR_EL1", ALL));
    operations.add(new WriteRegister("PMOVSCLR_EL0", ALL));
    operations.add(new WriteRegister("PMCCFILTR_EL0", 0));
    return operations;
  }
}
