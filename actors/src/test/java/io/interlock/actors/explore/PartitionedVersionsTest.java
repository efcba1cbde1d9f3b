package io.interlock.actors.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.property.Properties;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.actors.scenario.Setting;
import io.interlock.engine.Engine;
import io.interlock.engine.Simulation;
import io.interlock.engine.conductor.Pause;
import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.States;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.counterexample.Origin;
import io.interlock.engine.explore.shrink.ShrinkAim;
import io.interlock.engine.trace.Observer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The later versions of the partitioned PMU, and the order that is put together from all.
class PartitionedVersionsTest {
  private static final long MILLI = 1_000_000_000L;

  private static final String HOST_STOPPED =
      "events-conserved: an event of the host has a counter and is not counted, for a guest's"
          + " MDCR_EL2 stops the first range";
  private static final String HOST_SWITCHED_OFF =
      "events-conserved: an event of the host has a counter and is not counted, for its range is"
          + " switched off";
  private static final String NOT_LOADED =
      "save-restore-roundtrip: a guest is entered whose counters count, and are not in the PE";
  private static final String OTHER_ENABLES =
      "save-restore-roundtrip: a guest is entered with a PMCNTENSET_EL0 that is not its own";
  private static final String OTHER_TYPE =
      "save-restore-roundtrip: a guest is entered with a PMEVTYPER0_EL0 that is not its own";
  private static final String UNSEEN_OVERFLOW =
      "save-restore-roundtrip: a guest does not find PMOVSSET_EL0 as it left it";
  private static final String SELECTOR_SEEN =
      "host-registers-preserved: the host sees the guest's PMSELR_EL0 after the guest was left";

  private static Scenario scenario(String example, String... settings) {
    return ScenarioReader.read(
        Path.of("..", "examples", "partitioned-pmu-" + example + ".conf"),
        Arrays.stream(settings).map(Setting::parse).toList());
  }

  private static ExploreResult search(Scenario scenario, long executions) {
    return search(scenario, executions, List.of(Properties.values()));
  }

  private static ExploreResult search(
      Scenario scenario, long executions, List<Properties> properties) {
    ExploreSettings settings =
        new ExploreSettings(
            "portfolio",
            1,
            executions,
            5_000,
            MILLI,
            1,
            false,
            properties,
            ShrinkAim.LATEST_DEPARTURE);
    return HostExplorer.explore(
        scenario,
        settings,
        new Origin("test", "", "", Map.of()),
        new ExploreControl(_ -> {}, () -> false, () -> 0));
  }

  private static Set<String> kinds(ExploreResult result) {
    return result.finds().stream()
        .map(find -> find.violation().kind())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void assertFound(Set<String> kinds, String... expected) {
    for (String kind : expected) {
      assertTrue(kinds.contains(kind), () -> kind + " is not among " + kinds);
    }
  }

  @Test
  void theEndOfVersionFiveLooksAtHardwareForWhatIsInMemory() {
    assertFound(
        kinds(search(scenario("v5-lazy"), 100)),
        NOT_LOADED,
        "virtual-line-accurate: a guest that does not have its counters is entered without the PMU"
            + " interrupt that its overflow wants",
        "overflow-delivered: a guest's overflow never interrupts it");
  }

  @Test
  void versionSevenShowsWhatVersionEightSaysThatItMends() {
    assertFound(
        kinds(search(scenario("v7"), 400)),
        OTHER_ENABLES,
        HOST_SWITCHED_OFF,
        "save-restore-roundtrip: a guest is entered with a PMCCFILTR_EL0 that is not its own",
        "save-restore-roundtrip: a guest does not find PMSELR_EL0 as it left it",
        "virtual-line-accurate: a guest that does not have its counters is entered without the PMU"
            + " interrupt that its overflow wants",
        "guest-range-quiescent: the guest's range still counts after a put",
        "overflow-delivered: an overflow that was taken from hardware is overwritten in memory",
        "overflow-delivered: a guest's overflow never interrupts it");
  }

  @Test
  void withoutFineGrainedTrapsVersionSevenWritesAndReadsControlsAsTheHost() {
    assertFound(
        kinds(search(scenario("v7", "host.preset=pair-without-fgt"), 100)),
        "vm-isolation: a guest's write of PMCR_EL0 changes the host's counters",
        "id-matches-behaviour: PMCR_EL0.N does not tell a guest how many counters it has");
  }

  @Test
  void versionSevenIsInterruptedWhileItHoldsTheLockThatTheHandlerWants() {
    String waits = "progress: an interrupt handler waits for a lock that its PE holds";
    List<Properties> progress = List.of(Properties.PROGRESS);
    assertFound(kinds(search(scenario("v7"), 400, progress)), waits);
    assertEquals(Set.of(), kinds(search(scenario("v8"), 400, progress)));
  }

  @Test
  void versionEightMendsThatAndLeavesTheRest() {
    Set<String> kinds = kinds(search(scenario("v8"), 400));
    assertFound(
        kinds, SELECTOR_SEEN, HOST_STOPPED, NOT_LOADED, OTHER_ENABLES, OTHER_TYPE, UNSEEN_OVERFLOW);
    for (String mended :
        List.of(
            HOST_SWITCHED_OFF,
            "guest-range-quiescent: the guest's range still counts after a put",
            "overflow-delivered: an overflow that was taken from hardware is overwritten in memory",
            "vm-isolation: a guest's write of PMCR_EL0 changes the host's counters")) {
      assertTrue(!kinds.contains(mended), mended);
    }
  }

  @Test
  void theConsolidatedOrderKeepsAllPropertiesWithEverythingAtOnce() {
    ExploreResult result = search(scenario("migration"), 300);
    assertEquals(Set.of(), kinds(result));
    assertEquals(300, result.executions());
  }

  @Test
  @Tag("long")
  void theConsolidatedOrderKeepsThemInAHundredThousandExecutions() {
    ExploreResult result = search(scenario("migration"), 100_000);
    assertEquals(Set.of(), kinds(result));
    assertEquals(100_000, result.executions());
  }

  @Test
  void inThatScenarioThreadsThatCountMove() {
    AtomicInteger moves = new AtomicInteger();
    HostPlan plan = Planner.plan(scenario("migration")).getFirst();
    try (Engine engine = new Engine(1);
        World world =
            engine.world(HostWorlds.scene(plan, () -> List.of(new Moves(moves)), MILLI))) {
      for (int seed = 0; seed < 40; seed++) {
        world.restart();
        SplittableRandom random = new SplittableRandom(seed);
        while (world.enabledCount() > 0 && world.steps() < 2_000) {
          world.step(world.enabled(random.nextInt(world.enabledCount())), Choices.FIRST);
        }
      }
    }
    assertTrue(moves.get() > 0);
  }

  /// Counts the moves of threads of the VM that counts.
  private record Moves(AtomicInteger count) implements Monitor {
    @Override
    public String property() {
      return "moves";
    }

    @Override
    public void stated(long atPicos, String actor, Object fact) {
      if (fact instanceof Fact.ThreadSwitchedIn(VcpuId vcpu, _, boolean migrated)
          && migrated
          && vcpu.toString().startsWith("smp")) {
        count.incrementAndGet();
      }
    }

    @Override
    public @Nullable String broken(States states) {
      return null;
    }

    @Override
    public @Nullable String brokenAtEnd(States states) {
      return null;
    }

    @Override
    public Monitor copy() {
      return this;
    }

    @Override
    public long stableHash() {
      return 0;
    }
  }

  @Test
  void inThatScenarioOverflowsHappenAndTheHostCounts() {
    Set<VcpuId> interrupted = new TreeSet<>((a, b) -> Integer.compare(a.thread(), b.thread()));
    Set<String> seen = new TreeSet<>();
    try (Engine engine = new Engine(1);
        Simulation simulation =
            HostWorlds.timed(
                engine,
                Planner.plan(scenario("migration")).getFirst(),
                1,
                List.of(
                    new Observer() {
                      @Override
                      public void stated(long atPicos, String actor, Object fact) {
                        seen.add(fact.getClass().getSimpleName());
                        if (fact instanceof Fact.InterruptHandled(VcpuId vcpu, _, _)) {
                          interrupted.add(vcpu);
                        }
                      }
                    }))) {
      Pause _ = simulation.run(MILLI);
    }
    assertEquals(2, interrupted.size(), "both vCPUs of the VM");
    assertTrue(seen.contains("MonitorInterrupt"), seen::toString);
  }
}
