package io.interlock.hypervisor.guest;

import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hypervisor.guest.GuestOperation.ArmTimer;
import io.interlock.hypervisor.guest.GuestOperation.Compute;
import io.interlock.hypervisor.guest.GuestOperation.Forever;
import io.interlock.hypervisor.guest.GuestOperation.SendSgi;
import io.interlock.hypervisor.guest.GuestOperation.WaitForInterrupt;
import io.interlock.hypervisor.guest.Parameter.Choice;
import io.interlock.hypervisor.guest.Parameter.Several;
import io.interlock.hypervisor.guest.Parameter.Whole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The programs that come with Interlock; docs/guest-programs.md explains their parameters.
public enum BuiltInProgram {
  /// Sleeps until something happens, and goes back to sleep.
  IDLE("idle"),

  /// Computes forever, or so many cycles and then turns itself off.
  COMPUTE("compute"),

  /// A guest kernel with a periodic tick, busy for a part of each period and asleep for the rest.
  TIMER_TICK("timer-tick"),

  /// Interrupts the other vCPUs of its VM, at a rate or as fast as it can.
  IPI_STORM("ipi-storm"),

  /// Counts events of its performance monitors while it computes, in turns if they are many.
  PERF_STAT("perf-stat"),

  /// Takes samples by overflow interrupts while it computes.
  PERF_SAMPLE("perf-sample"),

  /// `perf record -e arm_spe_0// -- program`: computes, and samples itself as Linux does.
  PERF_RECORD("perf-record");

  private static final long PICOS_PER_SECOND = 1_000_000_000_000L;

  // What a guest that computes forever does in one piece; nobody can observe where pieces end.
  private static final long STRETCH_CYCLES = 1_000_000_000L;

  private static final Parameter HANDLER_CYCLES =
      new Whole("handler-cycles", 1, 1_000_000_000L, 1000);

  private static final int EVENTS_MAX = 30;

  private static final Parameter CLOCK_HZ =
      new Whole("clock-hz", 1_000_000L, 10_000_000_000L, 2_500_000_000L);

  private final String title;

  BuiltInProgram(String title) {
    this.title = title;
  }

  /// The program that scenarios call `title`.
  public static BuiltInProgram named(String title) {
    for (BuiltInProgram program : values()) {
      if (program.title.equals(title)) {
        return program;
      }
    }
    String known =
        Arrays.stream(values()).map(BuiltInProgram::title).collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "guest program is \"%s\", allowed are %s".formatted(title, known));
  }

  /// As scenarios call it.
  public String title() {
    return title;
  }

  /// What may be set.
  public List<Parameter> parameters() {
    return switch (this) {
      case IDLE -> List.of();
      case COMPUTE -> List.of(new Whole("total-cycles", 0, 1_000_000_000_000_000L, 0));
      case TIMER_TICK ->
          List.of(
              new Whole("tick-hz", 1, 100_000, 250),
              new Whole("busy-percent", 0, 100, 10),
              CLOCK_HZ,
              HANDLER_CYCLES);
      case IPI_STORM ->
          List.of(
              new Whole("intid", 0, 15, 1),
              new Choice("to", List.of("all", "next")),
              new Whole("rate-hz", 0, 100_000, 0),
              new Whole("gap-cycles", 0, 1_000_000_000_000L, 0),
              HANDLER_CYCLES);
      case PERF_STAT ->
          List.of(
              new Several(
                  "events",
                  PmuEvent.names(),
                  EVENTS_MAX,
                  "inst_retired,l1d_cache,l1d_cache_refill,br_pred,br_mis_pred,mem_access"),
              new Whole("counters", 1, EVENTS_MAX, 6),
              new Whole("slice-cycles", 1000, 1_000_000_000_000L, 10_000_000L),
              new Whole("total-cycles", 0, 1_000_000_000_000_000L, 0));
      case PERF_SAMPLE ->
          List.of(
              new Several("events", PmuEvent.names(), EVENTS_MAX, ""),
              new Whole("sample-hz", 1, 100_000, 1000),
              CLOCK_HZ,
              HANDLER_CYCLES);
      case PERF_RECORD -> PerfRecord.PARAMETERS;
    };
  }

  /// The program with these parameters, and defaults for the others.
  ///
  /// @throws IllegalArgumentException with one line, if a key is unknown or a value is out of range
  public GuestProgram create(Map<String, String> given) {
    Settings settings = new Settings(title, parameters(), given);
    return switch (this) {
      case IDLE -> new GuestProgram(title, List.of(forever(new WaitForInterrupt())));
      case COMPUTE -> compute(settings.whole("total-cycles"));
      case TIMER_TICK -> timerTick(settings);
      case IPI_STORM -> ipiStorm(settings);
      case PERF_STAT -> PerfPrograms.stat(settings);
      case PERF_SAMPLE -> PerfPrograms.sample(settings);
      case PERF_RECORD -> PerfRecord.program(title, settings);
    };
  }

  private GuestProgram compute(long totalCycles) {
    return new GuestProgram(
        title,
        List.of(
            totalCycles == 0 ? forever(new Compute(STRETCH_CYCLES)) : new Compute(totalCycles)));
  }

  private GuestProgram timerTick(Settings settings) {
    long tickHz = settings.whole("tick-hz");
    long busyPercent = settings.whole("busy-percent");
    long busyCycles = settings.whole("clock-hz") * busyPercent / (100 * tickHz);
    List<GuestOperation> period = new ArrayList<>();
    if (busyCycles > 0) {
      period.add(new Compute(busyCycles));
    }
    if (busyPercent < 100) {
      period.add(new WaitForInterrupt());
    }
    return new GuestProgram(
        title,
        List.of(new ArmTimer(PICOS_PER_SECOND / tickHz, true), new Forever(period)),
        Map.of(
            InterruptKind.TIMER,
            new InterruptHandler(settings.whole("handler-cycles"), List.of())));
  }

  private GuestProgram ipiStorm(Settings settings) {
    long rateHz = settings.whole("rate-hz");
    long gapCycles = settings.whole("gap-cycles");
    long handlerCycles = settings.whole("handler-cycles");
    SgiTarget target =
        settings.text("to").equals("all") ? new SgiTarget.AllButSelf() : new SgiTarget.NextInTurn();
    GuestOperation send = new SendSgi((int) settings.whole("intid"), target);

    List<GuestOperation> round = new ArrayList<>();
    if (gapCycles > 0) {
      round.add(new Compute(gapCycles));
    }
    if (rateHz == 0) {
      round.addFirst(send);
      return new GuestProgram(
          title,
          List.of(new Forever(round)),
          Map.of(InterruptKind.SGI, new InterruptHandler(handlerCycles, List.of())));
    }
    // At a rate the timer's handler sends, so that SGIs received do not quicken the pace.
    round.add(new WaitForInterrupt());
    return new GuestProgram(
        title,
        List.of(new ArmTimer(PICOS_PER_SECOND / rateHz, true), new Forever(round)),
        Map.of(
            InterruptKind.SGI, new InterruptHandler(handlerCycles, List.of()),
            InterruptKind.TIMER, new InterruptHandler(handlerCycles, List.of(send))));
  }

  private static GuestOperation forever(GuestOperation operation) {
    return new Forever(List.of(operation));
  }
}
