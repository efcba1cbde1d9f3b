package io.interlock.engine.explore.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import io.interlock.engine.trace.Mix;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationModelTest {
  /// What a search by breadth finds: the states up to the first violation, and how deep that is.
  private record Found(int states, @Nullable Violation violation, int depth) {}

  @ParameterizedTest
  @CsvSource({"2, 2, 9369", "3, 2, 32187"})
  void hasAsManyStatesAsInSpinAndTlc(int vcpus, int pcpus, int states) {
    Found found = breadthFirst(new MigrationModel(MigrationSetup.of(vcpus, pcpus)));
    assertNull(found.violation);
    assertEquals(states, found.states);
  }

  @ParameterizedTest
  @CsvSource({
    "B1, 8, saved-context",
    "B2, 26, no-stray-ack",
    "B3, 25, interrupt-to-loaded",
    "B6, 21, saved-context",
    "B8, 111, interrupts-delivered",
    "B10, 32, interrupt-to-loaded",
    "B11, 12, preempt-off-in-load",
    "B12, 106, interrupt-to-loaded"
  })
  void theShortestWayIntoEachRaceIsTheKnownOne(Race race, int depth, String property) {
    Found found = breadthFirst(new MigrationModel(MigrationSetup.with(race)));
    assertNotNull(found.violation);
    assertEquals(property, found.violation.property());
    assertEquals(depth, found.depth);
  }

  @Test
  void anExecutionRepeatsFromTheBeginningAndFromAnySavedState() {
    World world = new MigrationModel(MigrationSetup.with(Race.NONE));
    world.restart();
    walk(world, 40);
    World.Saved middle = world.save();
    long end = walk(world, Integer.MAX_VALUE);
    assertNull(world.end());
    world.load(middle);
    assertEquals(end, walk(world, Integer.MAX_VALUE));
    world.restart();
    walk(world, 40);
    assertEquals(end, walk(world, Integer.MAX_VALUE));
  }

  private static long walk(World world, int steps) {
    long hash = 0;
    for (int i = 0; i < steps && world.enabledCount() > 0; i++) {
      world.step(world.enabled(world.steps() % world.enabledCount()), Choices.FIRST);
      assertNull(world.violation());
      hash = Mix.fold(hash, world.stepHash());
    }
    return Mix.fold(hash, world.hash());
  }

  private static Found breadthFirst(World world) {
    Set<Long> seen = new HashSet<>();
    ArrayDeque<World.Saved> layer = new ArrayDeque<>();
    world.restart();
    seen.add(world.hash());
    layer.add(world.save());
    while (!layer.isEmpty()) {
      World.Saved state = layer.poll();
      world.load(state);
      int count = world.enabledCount();
      for (int i = 0; i < count; i++) {
        world.load(state);
        world.step(world.enabled(i), Choices.FIRST);
        Violation violation = world.violation();
        if (violation != null) {
          return new Found(seen.size(), violation, world.steps());
        }
        if (seen.add(world.hash())) {
          layer.add(world.save());
        }
      }
    }
    return new Found(seen.size(), null, world.steps());
  }
}
