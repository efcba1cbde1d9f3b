package io.interlock.tests.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import io.interlock.engine.Engine;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.proof.Dpor;
import io.interlock.engine.explore.proof.DporOptions;
import io.interlock.engine.explore.proof.DporResult;
import io.interlock.engine.explore.proof.Progress;
import io.interlock.engine.explore.proof.StatefulOptions;
import io.interlock.engine.explore.proof.StatefulResult;
import io.interlock.engine.explore.proof.StatefulSearch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The search of real actors beside SPIN's of the same protocol, in one run: equal counts, and how
/// long each takes. CPU seconds are those of the whole process, here with the compilers and the
/// collector of the JVM; the second figure of the actors is that of a run in which these are warm.
@Tag("long")
class SpinComparisonTest {
  private static final int WARM_UPS = 3;
  private static final Engine ENGINE = new Engine(1);

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private record Timed<T>(T result, double cpuSeconds) {}

  private static <T> Timed<T> timed(Supplier<T> work) {
    var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long before = machine.getProcessCpuTime();
    T result = work.get();
    return new Timed<>(result, (machine.getProcessCpuTime() - before) / 1e9);
  }

  /// The first run and a warm one.
  private record Runs<T>(Timed<T> cold, Timed<T> warm) {
    static <T> Runs<T> of(Supplier<T> work) {
      Timed<T> cold = timed(work);
      Timed<T> warm = cold;
      for (int i = 0; i < WARM_UPS; i++) {
        warm = timed(work);
      }
      return new Runs<>(cold, warm);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void actorsHaveTheStatesOfSpinAndAreSearchedAsFast(boolean reduced, @TempDir Path directory)
      throws IOException, InterruptedException {
    Migration.Size size = Migration.Size.of(3, 3);
    Scene scene = Migration.correct(size);
    Spin.Seen spin = new Spin(directory).verify("vmigrate_det.pml", size, reduced);
    Runs<StatefulResult> actors = Runs.of(() -> states(scene, reduced));
    StatefulResult found = actors.warm.result;
    System.out.printf(
        "%-7s %,10d states %,11d transitions; CPU s: SPIN %.2f, actors %.2f, %.2f;"
            + " M transitions/CPU-s: SPIN %.2f, actors %.2f; ratio %.2f%n",
        reduced ? "reduced" : "whole",
        found.states(),
        found.transitions(),
        spin.cpuSeconds(),
        actors.cold.cpuSeconds,
        actors.warm.cpuSeconds,
        spin.transitions() / spin.cpuSeconds() / 1e6,
        found.transitions() / actors.warm.cpuSeconds / 1e6,
        spin.cpuSeconds() / actors.warm.cpuSeconds);
    assertTrue(found.exhausted());
    assertEquals(spin.states() - 1, found.states(), "SPIN counts its init step");
    assertEquals(spin.transitions() - 2, found.transitions());
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void tracesAreRunAtTheRateThatIsPrinted(boolean snapshots) {
    Runs<DporResult> runs = Runs.of(() -> traces(snapshots));
    DporResult found = runs.warm.result;
    System.out.printf(
        "dpor (2,2) %-17s %,d traces; CPU s: %.2f, %.2f; traces/CPU-s: %,.0f%n",
        snapshots ? "with snapshots" : "without snapshots",
        found.executions(),
        runs.cold.cpuSeconds,
        runs.warm.cpuSeconds,
        found.executions() / runs.warm.cpuSeconds);
    assertEquals(25_088, found.executions());
    assertEquals(0, found.blocked());
  }

  private static StatefulResult states(Scene scene, boolean ampleSets) {
    var options =
        new StatefulOptions(
            true, ampleSets, false, false, Long.MAX_VALUE, 1_000_000, Long.MAX_VALUE);
    try (World world = ENGINE.world(scene)) {
      return new StatefulSearch(world, options).run(Progress.NONE);
    }
  }

  private static DporResult traces(boolean snapshots) {
    var options = new DporOptions(true, snapshots, Long.MAX_VALUE, 1_000_000);
    try (World world = ENGINE.world(Migration.correct(Migration.Size.of(2, 2)))) {
      return new Dpor(world, options).run(Progress.NONE);
    }
  }
}
