package io.interlock.actors.host;

import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import io.interlock.engine.trace.Mix;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A small search for tests: a host's deliveries in an order for each seed.
///
/// Channels have priorities, other ones in each execution, so that a message can be late for long;
/// now and then any channel may deliver.
///
/// @param skewPicos see [Scene]
/// @param stepsMax of one execution
/// @param anyOutOf how seldom any channel may deliver: once in so many steps
record SampledOrders(HostPlan plan, long skewPicos, int stepsMax, int anyOutOf) {

  /// Messages may be late for any time.
  static SampledOrders of(HostPlan plan, int stepsMax, int anyOutOf) {
    return new SampledOrders(plan, Scene.UNBOUNDED, stepsMax, anyOutOf);
  }

  SampledOrders within(long picos) {
    return new SampledOrders(plan, picos, stepsMax, anyOutOf);
  }

  /// Kinds of violations in executions with so many seeds, up to the end of each.
  Set<String> broken(int seeds, Supplier<List<Monitor>> properties) {
    Set<String> found = new TreeSet<>();
    try (World world = TestRun.ENGINE.world(HostWorlds.scene(plan, properties, skewPicos))) {
      for (int seed = 0; seed < seeds; seed++) {
        world.restart();
        SplittableRandom random = new SplittableRandom(seed);
        while (world.enabledCount() > 0 && world.steps() < stepsMax) {
          world.step(next(world, random, seed), Choices.FIRST);
          note(found, world.violation());
        }
        // An alarm that rings again and again may have been preferred to everything else.
        if (world.enabledCount() == 0) {
          note(found, world.end());
        }
      }
    }
    return found;
  }

  private int next(World world, SplittableRandom random, int seed) {
    int best = world.enabled(random.nextInt(world.enabledCount()));
    if (random.nextInt(anyOutOf) == 0) {
      return best;
    }
    for (int i = 0; i < world.enabledCount(); i++) {
      int channel = world.enabled(i);
      best = Mix.fold(seed, channel) > Mix.fold(seed, best) ? channel : best;
    }
    return best;
  }

  private static void note(Set<String> found, @Nullable Violation violation) {
    if (violation != null) {
      found.add(violation.kind());
    }
  }
}
