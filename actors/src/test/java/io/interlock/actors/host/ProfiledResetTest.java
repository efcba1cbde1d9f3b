package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.host.plan.HostPlan;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A reset of a vCPU disables its profiling buffer, frees the memory, and lowers the interrupt.
class ProfiledResetTest {
  private static final String HOST = "preset = big-spe-4x4";

  @TempDir private Path folder = Path.of("");

  private GicRun run(String actions, String vm) {
    HostPlan plan = GicRun.plan(folder, HOST + actions, "affinity = \"4-7\", spe {}, " + vm);
    return new GicRun(TestRun.of(plan, 1).until(5 * TestRun.MILLI)).isSound();
  }

  @Test
  void aVcpuThatIsTurnedOnAgainFindsItsBufferDisabled() {
    String vm =
        """
        vcpus = 2, start = first
        guest = ["psci cpu-on 1 0 0", "compute 500k", "psci cpu-on 1 0 1", "compute 500k", "off"]
        secondaries = ["read PMBLIMITR_EL1 as limit", "read PMSCR_EL1 as control",
          "read PMBPTR_EL1 as pointer", "read PMSICR_EL1 as interval",
          "write PMSICR_EL1 0x100", "write PMBPTR_EL1 0xffff000010000000",
          "write PMBLIMITR_EL1 0xffff000010010001", "write PMSCR_EL1 3", "compute 10k", "psci cpu-off"]
        """;
    try (GicRun run = run("", vm)) {
      for (String label : List.of("limit", "control", "pointer", "interval")) {
        List<Long> values =
            run.run().facts(Fact.Reported.class).stream()
                .filter(fact -> fact.label().equals(label))
                .map(Fact.Reported::value)
                .toList();
        assertEquals(List.of(0L, 0L), values, label);
      }
    }
  }

  @Test
  void itsMemoryIsFreeAndItsInterruptIsLow() {
    String vm = "vcpus = 1, guest = perf-record, buffer-pages = 4, read-every-cycles = 1000000000";
    for (int micros = 1000; micros < 1200; micros += 20) {
      try (GicRun run = run(", actions = [\"reset a.0 at " + micros + "us\"]", vm)) {
        long reset = run.run().times(Fact.BegunAnew.class, _ -> true).getFirst();
        boolean line = false;
        long locked = 0;
        for (TestRun.Stated stated : run.run().stated()) {
          if (stated.at() > reset) {
            break;
          }
          if (stated.fact() instanceof OfProfiling.VirtualLine(_, boolean level)) {
            line = level;
          } else if (stated.fact() instanceof OfProfiling.Locked(_, long bytes, _)) {
            locked = bytes;
          }
        }
        assertEquals(0, locked, "reset at " + micros + " us");
        assertEquals(false, line, "reset at " + micros + " us");
        assertTrue(run.run().facts(OfProfiling.BufferEnabled.class).size() > 1);
      }
    }
  }
}
