package io.interlock.engine.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.interlock.engine.Engine;
import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.World;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The protocol that the rates of searches are given for.
class ClerksTest {
  @ParameterizedTest
  @CsvSource({"1, 64", "2, 116", "1200, 62412"})
  void anExecutionHasAsManyDeliveriesInAnyOrder(int rounds, int deliveries) {
    try (Engine engine = new Engine(1);
        World world = engine.world(Clerks.scene(rounds))) {
      for (int which = 0; which < 2; which++) {
        world.restart();
        while (world.enabledCount() > 0) {
          world.step(world.enabled(which * (world.enabledCount() - 1)), Choices.FIRST);
          assertNull(world.violation());
        }
        assertEquals(deliveries, world.steps());
      }
    }
  }
}
