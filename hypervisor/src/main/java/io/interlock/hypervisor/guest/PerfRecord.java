package io.interlock.hypervisor.guest;

import io.interlock.hardware.spe.InstructionMix;
import io.interlock.hypervisor.guest.GuestOperation.Compute;
import io.interlock.hypervisor.guest.GuestOperation.Forever;
import io.interlock.hypervisor.guest.GuestOperation.Profiler;
import io.interlock.hypervisor.guest.GuestOperation.Repeat;
import io.interlock.hypervisor.guest.Parameter.Choice;
import io.interlock.hypervisor.guest.Parameter.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The program `perf-record`: one thread computes, and perf on the same vCPU takes what was sampled
/// from time to time.
final class PerfRecord {
  static final List<Parameter> PARAMETERS =
      List.of(
          new Whole("period", 256, 0xFFFF_FF00L, 1024),
          new Choice("jitter", List.of("no", "yes")),
          new Whole("buffer-pages", 2, 1 << 18, ProfilerSettings.BUFFER_BYTES / 4096),
          new Choice("instructions", List.of("ordinary", "memory-bound")),
          new Whole("latency-min", 0, 4095, 0),
          new Whole("total-cycles", 0, 1_000_000_000_000_000L, 0),
          new Whole("read-every-cycles", 1, 1_000_000_000_000L, 1_000_000),
          new Whole("handler-cycles", 1, 1_000_000_000L, 1000));

  private PerfRecord() {}

  static GuestProgram program(String title, Settings settings) {
    long total = settings.whole("total-cycles");
    long between = settings.whole("read-every-cycles");
    List<GuestOperation> round =
        List.of(new Compute(between, true), new Profiler(ProfilerTask.READ));
    List<GuestOperation> body = new ArrayList<>();
    body.add(new Profiler(ProfilerTask.PROBE));
    body.add(new Profiler(ProfilerTask.START));
    if (total == 0) {
      body.add(new Forever(round));
    } else {
      body.addAll(inRounds(total, between, round));
      body.add(new Profiler(ProfilerTask.STOP));
      body.add(new Profiler(ProfilerTask.READ));
    }
    return new GuestProgram(
        title,
        body,
        Map.of(
            InterruptKind.PROFILING,
            new InterruptHandler(
                settings.whole("handler-cycles"), List.of(new Profiler(ProfilerTask.INTERRUPT)))),
        GuestMix.PLAIN,
        settings.text("instructions").equals("ordinary")
            ? InstructionMix.ORDINARY
            : InstructionMix.MEMORY_BOUND,
        profiler(settings));
  }

  private static List<GuestOperation> inRounds(
      long total, long between, List<GuestOperation> round) {
    List<GuestOperation> all = new ArrayList<>();
    long rounds = total / between;
    if (rounds > 0) {
      all.add(new Repeat(Math.min(rounds, 1_000_000_000L), round));
    }
    if (total % between > 0) {
      all.add(new Compute(total % between, true));
    }
    return all;
  }

  private static ProfilerSettings profiler(Settings settings) {
    long pages = settings.whole("buffer-pages");
    if (Long.bitCount(pages) != 1) {
      throw new IllegalArgumentException(
          "buffer-pages is %d, allowed are powers of two from 2 to 262144".formatted(pages));
    }
    return ProfilerSettings.usual(settings.whole("period"))
        .withBuffer((int) (pages * GuestProfiler.PAGE_BYTES))
        .withJitter(settings.text("jitter").equals("yes"))
        .withLatencyMin((int) settings.whole("latency-min"));
  }
}
