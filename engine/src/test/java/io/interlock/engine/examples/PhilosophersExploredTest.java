package io.interlock.engine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.check.Explored;
import io.interlock.engine.check.Explored.Broken;
import io.interlock.engine.check.Explorer;
import io.interlock.engine.check.Probe;
import io.interlock.engine.check.Setup;
import io.interlock.engine.examples.DiningPhilosophers.Manners;
import io.interlock.engine.examples.DiningPhilosophers.Meal;
import io.interlock.engine.explore.shrink.EssentialRace;
import io.interlock.engine.junit.Explore;
import java.time.Duration;
import java.util.function.Consumer;

/// Dining philosophers: whoever takes the left fork first may wait forever, in one order of many.
class PhilosophersExploredTest {
  /// Each wants one meal, and leaves when it is had. In the order of time nobody is in anybody's
  /// way.
  private static Consumer<Setup> dinner(int seats, Manners manners) {
    return setup -> {
      Probe<Meal> menu = setup.probe("menu");
      setup.spawn(
          DiningPhilosophers.table(seats, 1, manners, Duration.ofMillis(20), menu.ref()), "table");
      setup.mustStop(name -> name.startsWith("table/philosopher"));
    };
  }

  @Explore
  void leftForkFirstDeadlocksWhereEachTakesOneForkBeforeAnybodyTakesTwo(Explorer explorer) {
    Broken broken = explorer.explore(dinner(2, Manners.LEFT_FIRST)).broken();
    assertNotNull(broken);
    assertEquals("deadlock", broken.violation().property());
    assertEquals(
        "nothing can happen any more, and table/philosopher0, table/philosopher1 wait",
        broken.violation().message());
    assertTrue(broken.shrunk().listed() <= 4, broken.explanation());
    assertEquals(1, broken.shrunk().races().size());
    EssentialRace race = broken.shrunk().races().getFirst();
    assertEquals("table/philosopher0", race.sender(), "who comes too late for its second fork");
    assertEquals("table/fork1", race.receiver());
  }

  @Explore(strategy = "dpor")
  void lowerForkFirstFeedsTwoInEveryOrder(Explorer explorer) {
    Explored proof = explorer.check(dinner(2, Manners.LOWER_FIRST));
    assertTrue(proof.exhausted(), proof.summary());
  }

  @Explore(strategy = "dpor")
  void andThree(Explorer explorer) {
    Explored proof = explorer.check(dinner(3, Manners.LOWER_FIRST));
    assertTrue(proof.exhausted(), proof.summary());
  }
}
