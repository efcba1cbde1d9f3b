package io.interlock.cluster.fleet;

import static io.interlock.cluster.fleet.TestFleets.ALL_KINDS;
import static io.interlock.cluster.fleet.TestFleets.MIXED;
import static io.interlock.cluster.fleet.TestFleets.run;
import static io.interlock.cluster.fleet.TestFleets.vm;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.result.RunControl;
import java.util.List;
import java.util.StringJoiner;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FleetRunnerTest {
  private static final String BUSY =
      "fleet.events=[\"at 10ms drain plain-0\", \"at 20ms fail plain-1\","
          + " \"at 25ms migrate tick-0 to plain-2\", \"at 40ms return plain-0\"]";
  private static final String REBALANCED = "fleet.rebalance.every=10ms";

  /// What does not depend on the machine.
  private static String timeless(FleetResult result) {
    return result.digest()
        + result.events()
        + result.vms()
        + result.migrations()
        + result.utilisation()
        + result.refusals();
  }

  /// The controller needs to know nothing of hosts to place what arrives.
  @Test
  void arrivalsEndNoWindows() {
    assertEquals(1, run(MIXED).windows());
  }

  @Test
  void resultDoesNotDependOnTheNumberOfThreads() {
    String expected = timeless(run(MIXED, BUSY, REBALANCED, "run.threads=1"));
    for (int threads : new int[] {2, 4}) {
      assertEquals(expected, timeless(run(MIXED, BUSY, REBALANCED, "run.threads=" + threads)));
    }
    assertNotEquals(expected, timeless(run(MIXED, BUSY, REBALANCED, "run.seed=8")));
  }

  @Test
  void aVmThatMovesGoesOnWhereItWas() {
    FleetResult result =
        run(MIXED, "fleet.placement=first-fit", "fleet.events=at 30ms migrate tick-0 to plain-2");
    FleetResult.Vm moved = vm(result, "tick-0");
    assertEquals("plain-2", moved.host(), result.refusals().toString());
    assertEquals(1, moved.liveMigrations());
    assertEquals(1, moved.starts());
    // 64 MiB take 5.4 ms, in which 5.5 MiB are written; these take half a millisecond.
    assertEquals(0.46e-3 + 0.1e-3, moved.downtimeSeconds(), 0.1e-3);
    assertTrue(moved.interrupts() >= 57 && moved.interrupts() <= 61, moved.toString());
    assertEquals(List.of(), result.violations());
  }

  /// All of its memory is copied while it stands, which takes 54 ms.
  @Test
  void aVmThatIsStoppedOnItsWayStopsWhereItArrives() {
    FleetResult result =
        run(
            MIXED,
            "run.for=100ms",
            "fleet.placement=first-fit",
            "fleet.migration.downtime-max=1h",
            "fleet.fabric.bandwidth=10 Gbps",
            "fleet.events=[\"at 10ms migrate tick-0 to plain-2\", \"at 30ms stop tick-0\"]");
    assertEquals("stopped", vm(result, "tick-0").state());
    assertEquals(1, vm(result, "tick-0").liveMigrations());
    assertEquals(List.of(), result.violations());
  }

  /// Nothing is left to happen on a host that all VMs have left.
  @Test
  void aVmComesToAnIdleHostWhenItComes() {
    FleetResult result =
        run(
            """
            run { for = 50ms, seed = 1 }
            hosts.only { preset = pair, count = 2 }
            vms.work { vcpus = 1, guest = compute, memory = 64 MiB, arrive-from = 10ms }
            fleet {
              placement = first-fit
              fabric { latency = 100us, bandwidth = 100 Gbps }
              events = ["at 20ms migrate work to only-1", "at 30ms migrate work to only-0"]
            }
            """);
    FleetResult.Vm moved = vm(result, "work");
    assertEquals(2, moved.liveMigrations(), result.refusals().toString());
    assertEquals(40e-3 - 0.1e-3 - moved.downtimeSeconds(), moved.cpuSeconds(), 0.1e-3);
  }

  @Test
  void aVmDoesNotMoveToAHostWithoutWhatItNeeds() {
    String spe =
        """
        run { for = 20ms, seed = 1 }
        hosts { with { preset = dual, count = 2 }, without { preset = no-spe-4x4 } }
        vms {
          profiled { vcpus = 1, guest = perf-record, period = 65536, spe {}, affinity = "2-3" }
          other { vcpus = 1, guest = timer-tick }
        }
        fleet { events = ["at 5ms migrate profiled to without", "at 6ms migrate other to without"] }
        """;
    FleetResult result = run(spe, "fleet.placement=spu-aware");
    assertTrue(vm(result, "profiled").host().startsWith("with-"), result.toString());
    assertEquals("without", vm(result, "other").host());
    assertEquals(
        1,
        result.refusals().stream()
            .filter(refusal -> refusal.contains("profiled: not to without"))
            .filter(refusal -> refusal.contains("which has no SPU"))
            .count(),
        result.refusals().toString());
  }

  /// With an emulated PMU, SPE, devices, and a GIC that its guest drives; the threads make no
  /// difference.
  @Test
  void whateverAVmHasItMoves() {
    FleetResult result = run(ALL_KINDS, "run.threads=1");
    for (String name : List.of("profiled", "counted", "served", "driving")) {
      FleetResult.Vm moved = vm(result, name);
      assertEquals(1, moved.liveMigrations(), result.refusals().toString());
      assertEquals("dual-1", moved.host());
      assertTrue(moved.cpuSeconds() > (name.equals("served") ? 0 : 0.04), moved.toString());
    }
    assertTrue(vm(result, "served").interrupts() >= 50, vm(result, "served").toString());
    assertTrue(vm(result, "driving").interrupts() >= 100, vm(result, "driving").toString());
    for (int threads : new int[] {2, 4}) {
      assertEquals(timeless(result), timeless(run(ALL_KINDS, "run.threads=" + threads)));
    }
  }

  @Test
  void aVmDoesNotMoveWhereItsSpuIsAnother() {
    String unlike =
        """
        run { for = 20ms, seed = 1 }
        hosts { a { preset = big-spe-4x4 }, b { preset = two-spus } }
        vms.profiled { vcpus = 1, guest = perf-record, spe {}, affinity = "4-7" }
        fleet { placement = first-fit, events = ["at 5ms migrate profiled to b"] }
        """;
    List<String> refusals = run(unlike).refusals();
    assertEquals(1, refusals.size());
    assertTrue(refusals.getFirst().contains("not to b: its SPU there is another: PMSIDR "));
  }

  @Test
  void aVmDoesNotMoveWhereItsPmuIsAnother() {
    String unlike =
        """
        run { for = 20ms, seed = 1 }
        hosts { a { preset = pair }, b { preset = pair-with-instruction-counter } }
        vms.counted { vcpus = 1, guest = timer-tick, pmu.type = emulated }
        fleet { placement = first-fit, events = ["at 5ms migrate counted to b"] }
        """;
    List<String> refusals = run(unlike).refusals();
    assertEquals(1, refusals.size());
    assertTrue(refusals.getFirst().contains("not to b: its PMU there "), refusals::toString);
  }

  /// Its guest has read what its host can do, and user space says so on the other.
  @Test
  void aVmDoesNotMoveWhereKvmRefusesItsIdRegisters() {
    String unlike =
        """
        run { for = 20ms, seed = 1 }
        hosts { newer { preset = pair-with-instruction-counter }, older { preset = pair } }
        vms.any { vcpus = 1, guest = compute, memory = 64 MiB }
        fleet { placement = first-fit, fabric.latency = 100us
                events = ["at 5ms migrate any to older"] }
        """;
    FleetResult result = run(unlike);
    assertEquals(1, result.refusals().size());
    String refusal = result.refusals().getFirst();
    assertTrue(refusal.contains("not to older: KVM there refuses an ID register with "), refusal);
    assertTrue(refusal.contains(" is 10 and there 9"), refusal);
    assertEquals("newer", vm(result, "any").host());
    assertTrue(vm(result, "any").cpuSeconds() > 0.019, result.toString());
  }

  @Test
  void aSuspendedVmMovesAndIsWokenWhereItIs() {
    String suspended =
        """
        run { for = 40ms, seed = 1 }
        hosts.pair { preset = pair, count = 2 }
        vms.sleeper { vcpus = 1, system-suspend = honour, memory = 64 MiB
                      guest = ["compute 1M", "timer 9ms once", "psci system-suspend 0 0"] }
        fleet { placement = first-fit, fabric { latency = 100us, bandwidth = 100 Gbps }
                events = ["at 15ms migrate sleeper to pair-1"] }
        """;
    FleetResult result = run(suspended);
    FleetResult.Vm sleeper = vm(result, "sleeper");
    assertEquals(1, sleeper.liveMigrations(), result.refusals().toString());
    // It computes for 0.4 ms each time.
    assertEquals(5 * 0.4e-3, sleeper.cpuSeconds(), 0.3e-3, sleeper.toString());
  }

  @Test
  void aVmWhoseVcpuCannotRunSaysSo() {
    String unlike =
        """
        run { for = 20ms, seed = 1 }
        hosts.dual { preset = dual, count = 2 }
        vms.profiled { vcpus = 2, guest = perf-record, period = 65536, spe {}
                       affinity = ["0", "3"], memory = 64 MiB }
        fleet { placement = first-fit, fabric { latency = 100us, bandwidth = 100 Gbps }
                events = ["at 10ms migrate profiled to dual-1"] }
        """;
    FleetResult result = run(unlike);
    assertEquals(
        List.of(
            "profiled on dual-0: KVM_RUN of vCPU 0 came back with KVM_EXIT_FAIL_ENTRY on CPU 0,"
                + " KVM_EXIT_FAIL_ENTRY_CPU_UNSUPPORTED; it does not run any more"),
        result.refusals());
    FleetResult.Vm profiled = vm(result, "profiled");
    assertEquals(1, profiled.vcpusLeftOut());
    assertEquals(1, profiled.failEntries());
    assertEquals("dual-1", profiled.host());
    assertTrue(profiled.cpuSeconds() > 0.01, profiled.toString());
  }

  @Test
  void aVmThatKvmRefusesSaysSoWhereverItIs() {
    String refused =
        """
        run { for = 20ms, seed = 1 }
        hosts.dual { preset = dual, count = 2 }
        vms.counted { vcpus = 2, guest = compute, memory = 64 MiB
                      pmu { type = emulated, interrupt = [23, 24] } }
        fleet { placement = first-fit, fabric { latency = 100us, bandwidth = 100 Gbps }
                events = ["at 5ms migrate counted to dual-1"] }
        """;
    FleetResult result = run(refused);
    assertEquals(2, result.refusals().size(), result.refusals().toString());
    assertTrue(result.refusals().getLast().startsWith("counted on dual-1: KVM refused "));
    assertEquals(2, vm(result, "counted").vcpusLeftOut());
    assertEquals(0, vm(result, "counted").downtimeSeconds());
  }

  /// It stands anyway.
  @Test
  void aVmWithoutAVcpuThatRunsHasNoDowntime() {
    String unlike =
        """
        run { for = 20ms, seed = 1 }
        hosts.dual { preset = dual, count = 2 }
        vms.profiled { vcpus = 1, guest = perf-record, spe {}, affinity = "0", memory = 64 MiB }
        fleet { placement = first-fit, fabric { latency = 100us, bandwidth = 100 Gbps }
                events = ["at 10ms migrate profiled to dual-1"] }
        """;
    FleetResult result = run(unlike);
    assertEquals(1, result.migrations().completed());
    assertEquals(0, result.migrations().downtimeSecondsMax());
    assertEquals(0, vm(result, "profiled").downtimeSeconds());
    assertEquals(1, result.refusals().size(), result.refusals().toString());
  }

  @Test
  void aDrainedHostIsEmptyInTheEnd() {
    FleetResult result = run(MIXED, "fleet.events=at 10ms drain plain-0");
    assertTrue(result.vms().stream().noneMatch(vm -> vm.host().equals("plain-0")));
    assertTrue(result.migrations().completed() > 0);
    assertTrue(result.vms().stream().allMatch(vm -> vm.state().equals("placed")));
  }

  @Test
  void vmsOfAHostThatFailsBeginAnewElsewhere() {
    FleetResult result = run(MIXED, "fleet.events=at 20ms fail plain-1");
    assertTrue(result.vms().stream().anyMatch(vm -> vm.starts() == 2));
    assertTrue(result.vms().stream().noneMatch(vm -> vm.host().equals("plain-1")));
    assertEquals(List.of(), result.violations());
  }

  @Test
  void vmsThatFindNoRoomWaitUntilOthersHaveGone() {
    FleetResult result =
        run(
            """
            run { for = 30ms, seed = 1 }
            hosts.only.preset = pair
            vms {
              tick { vcpus = 1, guest = timer-tick, count = 6, arrive-from = 1ms }
              work { vcpus = 2, guest = compute, lifetime = 10ms }
            }
            fleet.vcpus-per-cpu = 1
            """);
    assertEquals("stopped", vm(result, "work").state());
    assertEquals(2, result.vms().stream().filter(vm -> vm.state().equals("placed")).count());
    assertEquals(4, result.vms().stream().filter(vm -> vm.state().equals("waiting")).count());
  }

  @Test
  void rebalancingMovesLoadToEmptyHosts() {
    String[] settings = {"fleet.placement=first-fit", "run.for=60ms"};
    FleetResult before = run(MIXED, settings);
    FleetResult after = run(MIXED, settings[0], settings[1], REBALANCED);
    assertEquals(0, before.migrations().completed());
    assertTrue(after.migrations().completed() > 2, after.migrations().toString());
  }

  @Test
  void aRunThatIsToldToStopSaysWhatItHas() {
    FleetResult result =
        FleetRunner.run(
            TestFleets.scenario(MIXED, "run.for=1h"), new RunControl(_ -> {}, () -> true));
    assertTrue(result.interrupted());
    assertFalse(result.vms().isEmpty());
  }

  /// Whatever is done to a fleet: no VM is on two hosts, none gets lost, and threads do not matter.
  @Property(tries = 12)
  void nothingIsLostWhateverHappens(
      @ForAll @Size(max = 12) List<@IntRange(max = 999_999) Integer> deeds,
      @ForAll @IntRange(max = 3) int policy,
      @ForAll boolean copiedStanding) {
    String events = "fleet.events=" + (deeds.isEmpty() ? "at 1h drain plain-0" : events(deeds));
    String[] policies = {"first-fit", "spread", "capacity-aware", "spu-aware"};
    String placement = "fleet.placement=" + policies[policy];
    String downtime = "fleet.migration.downtime-max=" + (copiedStanding ? "1h" : "1ms");
    FleetResult one = run(MIXED, events, placement, downtime, REBALANCED, "run.threads=1");
    FleetResult two = run(MIXED, events, placement, downtime, REBALANCED, "run.threads=2");
    assertEquals(timeless(one), timeless(two));
    assertEquals(List.of(), one.violations());
    assertTrue(
        one.vms().stream()
            .filter(vm -> vm.state().equals("placed"))
            .noneMatch(vm -> vm.host().isEmpty()));
  }

  private static String events(List<Integer> deeds) {
    String[] hosts = {"plain-0", "plain-1", "plain-2", "dual-0", "dual-1"};
    StringJoiner events = new StringJoiner("\", \"", "[\"", "\"]");
    for (int deed : deeds) {
      int at = deed / 20_000;
      String host = hosts[deed % 5];
      int vm = deed / 5 % 6;
      events.add(
          "at "
              + at
              + "ms "
              + switch (deed / 30 % 6) {
                case 0 -> "drain " + host;
                case 1 -> "return " + host;
                case 2 -> "fail " + host;
                case 3 -> "stop tick-" + vm;
                default -> "migrate tick-" + vm + " to " + host;
              });
    }
    return events.toString();
  }
}
