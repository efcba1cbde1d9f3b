package io.interlock.tests.races;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.interlock.engine.Engine;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.counterexample.Counterexample;
import io.interlock.engine.explore.counterexample.CounterexampleWriter;
import io.interlock.engine.explore.counterexample.Origin;
import io.interlock.engine.explore.sample.Find;
import io.interlock.engine.explore.sample.Rotation;
import io.interlock.engine.explore.sample.Sampled;
import io.interlock.engine.explore.shrink.ShrinkAim;
import io.interlock.engine.explore.shrink.Shrinker;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How many workers search decides how long it takes, and nothing else.
class WorkersTest {
  private static final Engine ENGINE = new Engine(2);
  private static final int[] NUMBERS = {2, 4};

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"B6", "FP", "SGI"})
  void workersFindTheSameFirstViolationAndReportTheSameCounterexample(SeededRace race) {
    Searches searches = new Searches(ENGINE);
    Sampled alone = searches.first(Rotation.PORTFOLIO, race.broken(), 3, 1);
    assertFalse(alone.finds().isEmpty());
    String file = counterexample(race.broken(), alone.finds().getFirst());
    for (int workers : NUMBERS) {
      Sampled together = searches.first(Rotation.PORTFOLIO, race.broken(), 3, workers);
      assertEquals(alone, together);
      assertEquals(file, counterexample(race.broken(), together.finds().getFirst()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"B1", "B3", "WFI"})
  void workersFindTheSameViolationsWhenTheSearchGoesOn(SeededRace race) {
    compareAll(race.broken());
  }

  @ParameterizedTest
  @EnumSource(names = {"B1", "LR"})
  void workersDoTheSameWhereNothingIsFound(SeededRace race) {
    compareAll(race.clean());
  }

  private static void compareAll(Scene scene) {
    Searches searches = new Searches(ENGINE);
    Sampled alone = searches.all(Rotation.PORTFOLIO, scene, 5, 600, 1);
    for (int workers : NUMBERS) {
      assertEquals(alone, searches.all(Rotation.PORTFOLIO, scene, 5, 600, workers));
    }
  }

  private static String counterexample(Scene scene, Find find) {
    try (World world = ENGINE.world(scene)) {
      var shrunk =
          new Shrinker(world, ShrinkAim.FEWEST_DELIVERIES)
              .shrink(find.schedule(), find.violation().property());
      var origin = new Origin("0.1.0", scene.name(), "", Map.of());
      return CounterexampleWriter.json(Counterexample.of(world, origin, shrunk));
    }
  }
}
