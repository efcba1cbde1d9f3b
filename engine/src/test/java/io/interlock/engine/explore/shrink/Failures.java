package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.Recording;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Schedules that fail, found by chance: any channel delivers, or, in every other execution, that
/// of the highest random rank, which at a few random steps falls behind all others.
final class Failures {
  private final World world;
  private final Random random;
  private final Recording recording = new Recording();

  Failures(World world, long seed) {
    this.world = world;
    this.random = new Random(seed);
  }

  /// What an execution took and broke.
  record Failure(
      java.util.List<io.interlock.engine.explore.Decision> schedule, Violation violation) {}

  /// The next failure among so many executions, or null.
  @Nullable Failure next(int executions) {
    for (int i = 0; i < executions; i++) {
      Violation violation = execute(i % 2 == 0);
      if (violation != null) {
        return new Failure(recording.decisions(world.channels()), violation);
      }
    }
    return null;
  }

  private @Nullable Violation execute(boolean byRank) {
    world.restart();
    recording.clear();
    double[] ranks = random.doubles(64).toArray();
    int[] falls = random.ints(1 + random.nextInt(5), 0, 120).sorted().toArray();
    while (world.enabledCount() > 0 && world.violation() == null) {
      int channel = byRank ? highest(ranks) : world.enabled(random.nextInt(world.enabledCount()));
      if (Arrays.binarySearch(falls, world.steps()) >= 0) {
        ranks[channel] = -world.steps() - random.nextDouble();
      }
      recording.step(world, channel, random::nextInt);
    }
    return world.violation() != null ? world.violation() : world.end();
  }

  private int highest(double[] ranks) {
    int best = world.enabled(0);
    for (int i = 1; i < world.enabledCount(); i++) {
      if (ranks[world.enabled(i)] > ranks[best]) {
        best = world.enabled(i);
      }
    }
    return best;
  }
}
