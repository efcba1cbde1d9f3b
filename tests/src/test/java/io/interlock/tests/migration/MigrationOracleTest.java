package io.interlock.tests.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The counts that SPIN, TLC and Concuerror give for the migration protocol, here of real actors.
/// SPIN counts one state more each time: its init step.
class MigrationOracleTest {
  private static final Engine ENGINE = new Engine(1);

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private static StatefulResult states(Migration.Size size, boolean ampleSets) {
    return states(Migration.correct(size), ampleSets);
  }

  private static StatefulResult states(Scene scene, boolean ampleSets) {
    var options =
        new StatefulOptions(
            false, ampleSets, false, false, Long.MAX_VALUE, 1_000_000, Long.MAX_VALUE);
    try (World world = ENGINE.world(scene)) {
      return new StatefulSearch(world, options).run(Progress.NONE);
    }
  }

  private static DporResult traces(Migration.Size size, boolean snapshots) {
    var options = new DporOptions(false, snapshots, Long.MAX_VALUE, 1_000_000);
    try (World world = ENGINE.world(Migration.correct(size))) {
      return new Dpor(world, options).run(Progress.NONE);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 2, 9369, 7103", "3, 2, 32187, 24187"})
  void thereAreAsManyStatesAsOthersCount(int vcpus, int cores, long all, long reduced) {
    Migration.Size size = Migration.Size.of(vcpus, cores);
    StatefulResult whole = states(size, false);
    assertTrue(whole.exhausted());
    assertEquals(all, whole.states());
    assertEquals(reduced, states(size, true).states());
  }

  @Test
  @Tag("long")
  void thereAreAsManyStatesOfThreeByThree() {
    assertEquals(891_594, states(Migration.Size.of(3, 3), false).states());
    assertEquals(478_843, states(Migration.Size.of(3, 3), true).states());
  }

  @ParameterizedTest
  @CsvSource({"2, 2, 33936, 26524", "3, 2, 329542, 252616"})
  void aSchedulerThatIsFreeLeadsToAsManyStatesAsSpinCounts(
      int vcpus, int cores, long all, long reduced) {
    Scene scene = Migration.freelyScheduled(Migration.Size.of(vcpus, cores));
    assertEquals(all, states(scene, false).states());
    assertEquals(reduced, states(scene, true).states());
  }

  @Test
  @Tag("long")
  void threeByThreeWithAFreeSchedulerAreExhausted() {
    Scene scene = Migration.freelyScheduled(Migration.Size.of(3, 3));
    assertEquals(7_879_124, states(scene, true).states());
  }

  /// The lower count is SPIN's for two equal interrupts in one queue.
  @Test
  void linesThatSendTheSameNeedNotBeToldApart() {
    Scene scene = Migration.manyLines(new Migration.Size(2, 2, 6, 2, 2));
    assertEquals(301_076, states(scene, false).states());
    assertEquals(169_765, states(scene.withSourcesAlike(), false).states());
    assertEquals(
        169_765, states(Migration.correct(new Migration.Size(2, 2, 6, 2, 2)), false).states());
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 2, 24", "1, 1, 6, 112", "2, 2, 2, 1152", "2, 2, 6, 25088"})
  void thereAreAsManyTracesAsConcuerrorCounts(int vcpus, int cores, int registers, long traces) {
    Migration.Size size = Migration.Size.of(vcpus, cores).withRegisters(registers);
    DporResult result = traces(size, true);
    assertTrue(result.exhausted());
    assertEquals(traces, result.executions());
    assertEquals(0, result.blocked());
  }

  @Test
  void runningUpToAStateAgainLeadsToTheSameTraces() {
    DporResult result = traces(Migration.Size.of(2, 2).withRegisters(2), false);
    assertEquals(1_152, result.executions());
  }

  @Test
  void aLoadThatCanBePreemptedIsFound() {
    try (World world = ENGINE.world(Migration.with(Race.B1, Migration.Size.of(2, 2)))) {
      var result = new StatefulSearch(world, StatefulOptions.DEFAULT).run(Progress.NONE);
      assertFalse(result.findings().isEmpty());
    }
  }
}
