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
  /// A state, and how many deliveries it is from where its schedule left the default order.
  private record Departed(World.Saved state, int distance) {}

  private Optimum() {}

  /// For each property that can be broken by a step, the fewest deliveries from the departure to
  /// the failing step: a search by breadth from all states of the default order at once.
  static Map<String, Integer> afterDeparture(World world) {
    Map<String, Integer> fewest = new HashMap<>();
    Set<Long> seen = new HashSet<>();
    ArrayDeque<Departed> layer = new ArrayDeque<>();
    world.restart();
    while (world.enabledCount() > 0 && world.violation() == null) {
      World.Saved state = world.save();
      for (int i = 1; i < world.enabledCount(); i++) {
        step(world, i, 1, fewest, seen, layer);
        world.load(state);
      }
      world.step(world.enabled(0), Choices.FIRST);
    }
    Violation byDefault = world.violation();
    while (!layer.isEmpty()) {
      Departed departed = layer.poll();
      world.load(departed.state());
      int count = world.enabledCount();
      for (int i = 0; i < count; i++) {
        world.load(departed.state());
        step(world, i, departed.distance() + 1, fewest, seen, layer);
      }
    }
    if (byDefault != null) {
      fewest.put(byDefault.property(), 0);
    }
    return fewest;
  }

  private static void step(
      World world,
      int index,
      int distance,
      Map<String, Integer> fewest,
      Set<Long> seen,
      ArrayDeque<Departed> layer) {
    world.step(world.enabled(index), Choices.FIRST);
    Violation violation = world.violation();
    if (violation != null) {
      fewest.merge(violation.property(), distance, Math::min);
    } else if (seen.add(world.hash())) {
      layer.add(new Departed(world.save(), distance));
    }
  }

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
