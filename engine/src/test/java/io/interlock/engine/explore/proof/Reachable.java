package io.interlock.engine.explore.proof;

import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Every state of a world, by breadth, without any reduction.
final class Reachable {
  private final World world;
  private final Set<Long> states = new HashSet<>();
  private final Set<Long> ends = new HashSet<>();
  private final Set<String> broken = new TreeSet<>();
  private final ArrayDeque<World.Saved> fringe = new ArrayDeque<>();

  Reachable(World world) {
    this.world = world;
    world.restart();
    arrive();
    while (!fringe.isEmpty()) {
      leave(fringe.poll());
    }
  }

  Set<Long> states() {
    return states;
  }

  Set<Long> ends() {
    return ends;
  }

  Set<String> broken() {
    return broken;
  }

  private void arrive() {
    if (!states.add(world.hash())) {
      return;
    }
    if (world.enabledCount() == 0) {
      ends.add(world.hash());
      note(world.end());
    } else {
      fringe.add(world.save());
    }
  }

  private void leave(World.Saved state) {
    world.load(state);
    int[] channels = new int[world.enabledCount()];
    for (int i = 0; i < channels.length; i++) {
      channels[i] = world.enabled(i);
    }
    for (int channel : channels) {
      Questions questions = new Questions();
      do {
        world.load(state);
        world.step(channel, questions);
        if (world.violation() == null) {
          arrive();
        }
        note(world.violation());
      } while (questions.turn());
    }
  }

  private void note(@Nullable Violation violation) {
    if (violation != null) {
      broken.add(violation.property());
    }
  }
}
