package io.interlock.engine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import io.interlock.engine.Engines;
import io.interlock.engine.Log;
import io.interlock.engine.Simulation;
import io.interlock.engine.examples.DiningPhilosophers.Manners;
import io.interlock.engine.examples.DiningPhilosophers.Meal;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DiningPhilosophersTest {
  private static final int SEATS = 5;
  private static final int MEALS = 3;

  @Test
  void lowerForkFirstFeedsEverybodyUnderEverySeed() {
    for (long seed = 0; seed < 50; seed++) {
      List<Meal> meals = dine(Manners.LOWER_FIRST, seed);
      for (int seat = 0; seat < SEATS; seat++) {
        Meal meal = new Meal(seat);
        assertEquals(MEALS, meals.stream().filter(meal::equals).count(), "seed " + seed);
      }
    }
  }

  @Test
  void leftForkFirstDeadlocksUnderSomeSeedsAndNotUnderOthers() {
    List<Integer> meals =
        LongStream.range(0, 50).mapToObj(seed -> dine(Manners.LEFT_FIRST, seed).size()).toList();
    assertTrue(meals.stream().anyMatch(n -> n == SEATS * MEALS), "always stuck: " + meals);
    assertTrue(meals.stream().anyMatch(n -> n < SEATS * MEALS), "never stuck: " + meals);
  }

  private static List<Meal> dine(Manners manners, long seed) {
    try (Simulation simulation = Engines.simulation("dinner", seed)) {
      Log<Meal> menu = new Log<>();
      ActorRef<Meal> waiter = simulation.spawn(menu.behavior(), "menu");
      simulation.spawn(DiningPhilosophers.table(SEATS, MEALS, manners, waiter), "table");
      simulation.run();
      return menu.all();
    }
  }
}
