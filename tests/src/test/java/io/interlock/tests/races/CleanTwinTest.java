package io.interlock.tests.races;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.Engine;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.proof.Progress;
import io.interlock.engine.explore.proof.StatefulOptions;
import io.interlock.engine.explore.proof.StatefulResult;
import io.interlock.engine.explore.proof.StatefulSearch;
import io.interlock.engine.explore.sample.Rotation;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// The systems without their defects: nothing is found, and a proof says that nothing is there.
class CleanTwinTest {
  private static final Engine ENGINE = new Engine(1);

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  /// The migration protocol is the twin of eight races.
  @ParameterizedTest
  @EnumSource(names = {"B1", "FP", "LR", "SGI", "WFI"})
  void samplingFindsNothing(SeededRace race) {
    sample(race, 500);
  }

  @ParameterizedTest
  @EnumSource(names = {"B1", "FP", "LR", "SGI", "WFI"})
  @Tag("long")
  void muchSamplingFindsNothing(SeededRace race) {
    sample(race, 100_000);
  }

  private static void sample(SeededRace race, long executions) {
    var sampled = new Searches(ENGINE).all(Rotation.PORTFOLIO, race.clean(), 1, executions, 1);
    assertEquals(List.of(), sampled.finds());
    assertEquals(executions, sampled.executions());
    assertEquals(0, sampled.cut());
  }

  @ParameterizedTest
  @EnumSource(names = {"LR", "SGI", "WFI"})
  void aProofExhaustsIt(SeededRace race) {
    prove(race.clean());
  }

  @ParameterizedTest
  @EnumSource(names = {"B1", "FP"})
  @Tag("long")
  void aProofExhaustsTheLargerOnesToo(SeededRace race) {
    prove(race.clean());
  }

  private static void prove(Scene scene) {
    StatefulResult result = search(scene);
    assertEquals(List.of(), result.findings());
    assertTrue(result.exhausted());
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"FP"})
  void aProofOfTheSystemWithTheDefectFails(SeededRace race) {
    assertEquals(1, search(race.broken()).findings().size());
  }

  private static StatefulResult search(Scene scene) {
    try (World world = ENGINE.world(scene)) {
      return new StatefulSearch(world, StatefulOptions.DEFAULT).run(Progress.NONE);
    }
  }
}
