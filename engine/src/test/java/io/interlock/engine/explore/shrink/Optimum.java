package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The fewest deliveries that break each property of a small world whose handlers choose nothing: a
/// search by breadth over all its states.
final class Optimum {
  private Optimum() {}

  /// The length of the shortest schedule for each property that can be broken by a step.
  static Map<String, Integer> of(World world) {
    Map<String, Integer> shortest = new HashMap<>();
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
          shortest.putIfAbsent(violation.property(), world.steps());
        } else if (seen.add(world.hash())) {
          layer.add(world.save());
        }
      }
    }
    return shortest;
  }
}
