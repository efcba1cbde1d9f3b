package io.interlock.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.result.PeResult;
import io.interlock.actors.result.Progress;
import io.interlock.actors.result.RunControl;
import io.interlock.actors.result.RunResult;
import io.interlock.actors.result.VmResult;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.ScenarioException;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.actors.scenario.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalRunnerTest {
  private static final String SCENARIO =
      """
      hosts {
        small { count = 3, preset = dual }
        large { count = 2, preset = two-spus }
      }
      run { for = 30ms, seed = 7 }
      vms {
        ticking { vcpus = 3, guest = timer-tick, tick-hz = 1000, busy-percent = 40 }
        storm { vcpus = 2, guest = ipi-storm, rate-hz = 500 }
        busy { vcpus = 3, guest = compute }
      }
      """;

  private final Path file;

  LocalRunnerTest(@TempDir Path folder) throws IOException {
    file = Files.writeString(folder.resolve("fleet.conf"), SCENARIO);
  }

  private Scenario scenario(String... settings) {
    return ScenarioReader.read(file, Arrays.stream(settings).map(Setting::parse).toList());
  }

  private RunResult run(String... settings) {
    return new LocalRunner().run(scenario(settings), new RunControl(_ -> {}, () -> false));
  }

  /// The result without what the wall clock says.
  private static String timeless(RunResult result) {
    return result.digest() + result.events() + result.vms() + result.pes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"block", "step"})
  void resultDoesNotDependOnTheNumberOfThreads(String granularity) {
    String expected = timeless(run("run.threads=1", "run.granularity=" + granularity));
    for (int threads : new int[] {2, 4}) {
      assertEquals(
          expected, timeless(run("run.threads=" + threads, "run.granularity=" + granularity)));
    }
  }

  @Test
  void anotherSeedHasAnotherDigest() {
    assertNotEquals(run("run.seed=1").digest(), run("run.seed=2").digest());
  }

  @Test
  void hostsOfOneKindDoNotRunInStep() {
    List<VmResult> ticking =
        run("run.for=100ms").vms().stream().filter(vm -> vm.name().equals("busy")).toList();
    assertEquals(5, ticking.size());
    assertTrue(ticking.stream().map(VmResult::cpuSeconds).distinct().count() > 1);
  }

  @Test
  void resultNamesEveryMachineAndPeAndAddsUp() {
    RunResult result = run();
    assertEquals(5, result.hosts());
    assertEquals(5 * 8, result.vcpus());
    assertEquals(5 * 3, result.vms().size());
    assertEquals(3 * 4 + 2 * 8, result.pes().size());
    assertEquals(0.03, result.virtualSeconds());
    assertEquals("timed", result.mode());
    assertEquals("block", result.granularity());
    assertEquals(64, result.digest().length());
    assertFalse(result.interrupted());
    assertTrue(result.events() > 1_000);
    double usedByMachines = result.vms().stream().mapToDouble(VmResult::cpuSeconds).sum();
    double usedOfPes = 0.03 * result.pes().stream().mapToDouble(PeResult::utilisation).sum();
    assertEquals(usedOfPes, usedByMachines, 1e-9);
    for (PeResult pe : result.pes()) {
      assertTrue(pe.utilisation() >= 0 && pe.utilisation() <= 1, pe.toString());
    }
    for (PeResult pe : result.pes()) {
      var latency = pe.interruptLatency();
      assertTrue(latency.count() <= pe.interrupts(), pe.toString());
      assertTrue(latency.p50Nanos() <= latency.p99Nanos(), pe.toString());
      assertTrue(latency.p99Nanos() <= latency.maxNanos(), pe.toString());
    }
    assertTrue(
        result.pes().stream().mapToLong(pe -> pe.interruptLatency().count()).sum()
            > 0.9 * result.pes().stream().mapToLong(PeResult::interrupts).sum());
    for (VmResult vm : result.vms()) {
      assertTrue(vm.cpuSeconds() + vm.stealSeconds() <= vm.vcpus() * 0.03 + 1e-9, vm.toString());
    }
  }

  @Test
  void progressOnlyGoesForwardAndEndsAtTheEnd() {
    List<Progress> heard = new ArrayList<>();
    new LocalRunner().run(scenario("run.for=300ms"), new RunControl(heard::add, () -> false));
    Progress before = heard.getFirst();
    for (Progress progress : heard) {
      assertTrue(progress.virtualPicos() >= before.virtualPicos());
      assertTrue(progress.events() >= before.events());
      assertEquals(300_000_000_000L, progress.totalPicos());
      before = progress;
    }
    assertEquals(before.totalPicos(), before.virtualPicos());
  }

  @Test
  void timedRunThatIsAskedToStopSaysWhatEachHostHasDone() {
    AtomicLong reached = new AtomicLong();
    RunResult result =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () ->
                new LocalRunner()
                    .run(
                        scenario("run.for=60min", "run.threads=2"),
                        new RunControl(
                            progress -> reached.set(progress.virtualPicos()),
                            () -> reached.get() > 0)));
    assertTrue(result.interrupted());
    assertTrue(result.events() > 0);
    assertTrue(result.virtualSeconds() > 0 && result.virtualSeconds() < 3600);
    requirePlausible(result);
    // A guest that computes without end keeps its PEs busy on every host.
    result.vms().stream()
        .filter(vm -> vm.name().equals("busy"))
        .forEach(vm -> assertTrue(vm.cpuSeconds() >= result.virtualSeconds(), vm.toString()));
  }

  private static void requirePlausible(RunResult result) {
    assertEquals(3 * result.hosts(), result.vms().size());
    for (PeResult pe : result.pes()) {
      assertTrue(pe.utilisation() >= 0 && pe.utilisation() <= 1, pe.toString());
    }
    for (VmResult vm : result.vms()) {
      assertTrue(vm.cpuSeconds() >= 0 && vm.stealSeconds() >= 0, vm.toString());
    }
  }

  private RunResult liveRun(long millis) {
    return run(
        "run.for=" + millis + "ms", "run.mode=live", "hosts.large.count=1", "hosts.small.count=1");
  }

  private static boolean allHaveRun(RunResult result) {
    return result.vms().stream().allMatch(vm -> vm.cpuSeconds() > 0)
        && result.vms().stream()
            .filter(vm -> !vm.name().equals("busy"))
            .allMatch(vm -> vm.interrupts() >= 10 && vm.exits() > 0);
  }

  @Test
  void liveRunTicksOnTheWallClockAndStopsByItself() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          long millis = 300;
          RunResult result = liveRun(millis);
          // A machine that is busy with other things may not get round to much in that time.
          while (!allHaveRun(result)) {
            millis *= 2;
            result = liveRun(millis);
          }
          assertFalse(result.interrupted());
          assertEquals("live", result.mode());
          assertEquals("", result.digest());
          assertTrue(result.wallSeconds() >= millis / 1e3, result.wallSeconds() + " s");
          for (VmResult vm : result.vms()) {
            // Three vCPUs at 1000 Hz.
            assertTrue(!vm.name().equals("ticking") || vm.interrupts() <= 3.3 * millis, vm + "");
          }
          requirePlausible(result);
        });
  }

  @Test
  void liveRunCountsNothingThatHappensAfterItsEnd() {
    RunResult result = liveRun(1); // over before the hosts have booted
    for (VmResult vm : result.vms()) {
      assertTrue(vm.cpuSeconds() <= 1e-3 * vm.vcpus(), vm.toString());
    }
    requirePlausible(result);
  }

  @Test
  void liveRunThatIsAskedToStopSaysWhatItHas() {
    AtomicLong events = new AtomicLong();
    RunResult result =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () ->
                new LocalRunner()
                    .run(
                        scenario("run.for=60min", "run.mode=live"),
                        new RunControl(
                            progress -> events.set(progress.events()), () -> events.get() > 0)));
    assertTrue(result.interrupted());
    assertTrue(result.virtualSeconds() < 20);
    assertTrue(result.events() > 0);
    requirePlausible(result);
  }

  @Test
  void scenarioThatDoesNotFitItsHostsIsRefusedBeforeAnythingRuns() {
    ScenarioException refused =
        assertThrows(ScenarioException.class, () -> run("vms.busy.affinity=4-7"));
    String line = String.valueOf(refused.getMessage());
    assertTrue(line.contains("vms.busy.affinity") && line.contains("allowed: CPUs 0-3"), line);
    assertEquals(1, line.lines().count());
  }
}
