package io.interlock.tests.endtoend;

import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.engine.Engine;
import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.World;
import io.interlock.engine.trace.Mix;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/// A command line that takes a scenario through random orders and prints a line for each: how many
/// steps it had, and the hashes of all of them in one number.
final class StepHashes {
  private static final int STEPS_MAX = 2_000;

  private StepHashes() {}

  /// Takes a scenario through random orders.
  ///
  /// @param arguments a scenario, and how many orders
  public static void main(String[] arguments) {
    var scenario = ScenarioReader.read(Path.of(arguments[0]), List.of());
    HostPlan plan = Planner.plan(scenario).getFirst();
    try (Engine engine = new Engine(1);
        World world = engine.world(HostWorlds.scene(plan, List::of, Scene.UNBOUNDED))) {
      for (int seed = 0; seed < Integer.parseInt(arguments[1]); seed++) {
        long hash = hash(world, seed);
        System.out.println(seed + " " + world.steps() + " " + Long.toHexString(hash));
      }
    }
  }

  private static long hash(World world, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Choices any = random::nextInt;
    world.restart();
    long hash = seed;
    while (world.enabledCount() > 0 && world.steps() < STEPS_MAX) {
      world.step(world.enabled(random.nextInt(world.enabledCount())), any);
      hash = Mix.fold(hash, world.stepHash());
    }
    return hash;
  }
}
