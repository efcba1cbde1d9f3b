package io.interlock.cli;

import io.interlock.actors.result.LatencySummary;
import io.interlock.actors.result.PeResult;
import io.interlock.actors.result.PmuResult;
import io.interlock.actors.result.RunResult;
import io.interlock.actors.result.Violation;
import io.interlock.actors.result.VmResult;
import java.util.List;

/// A result with something in every field.
final class SampleResult {
  private SampleResult() {}

  static RunResult of(boolean interrupted, Violation... violations) {
    return new RunResult(
        "examples/sample.conf",
        "1 Cortex-A520 + 1 Cortex-A720",
        42,
        "0123456789abcdef",
        "timed",
        "block",
        interrupted,
        1.5,
        0.75,
        3_000_000,
        1,
        3,
        List.of(
            new VmResult(
                "batch", "host", 1, 1.25, 0.25, 120, 10, 3, 0, LatencySummary.NONE, 1.125, null),
            new VmResult(
                "web",
                "host",
                2,
                0.5,
                0.001,
                12_345,
                750,
                0,
                1,
                new LatencySummary(750, 850, 1_234, 37_000_000),
                0.25,
                new PmuResult(
                    "emulated",
                    40,
                    1,
                    0.125,
                    0.0625,
                    List.of(
                        new PmuResult.Count("cpu_cycles", 30, 3_000_000, 1, 3_000_000),
                        new PmuResult.Count("br_pred", 10, 100_000, 1 / 3.0, 300_000))))),
        List.of(
            new PeResult(
                "host", 0, "Cortex-A520", 0.25, 400, 31, new LatencySummary(400, 120, 999, 1_000)),
            new PeResult("host", 1, "Cortex-A720", 1, 1_000, 7, LatencySummary.NONE)),
        List.of(violations),
        List.of("no SPE described: no statistical profiling for guests"));
  }
}
