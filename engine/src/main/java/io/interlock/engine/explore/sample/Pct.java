package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.World;
import java.util.Arrays;

/// Probabilistic concurrency testing (Burckhardt et al., ASPLOS 2010) with channels for threads.
///
/// Channels have random priorities and the highest delivers, but for `depth` - 1 random points at
/// which the highest falls below all others. A bug that needs `depth` orderings among n channels
/// and k steps is found with probability at least 1 / (n k^(depth-1)). Steps without a choice are
/// not counted.
final class Pct implements Strategy {
  private final int[] depths;
  private final Census census;
  private final Marks priorities = new Marks();
  private long[] points = new long[0];
  private int pending;
  private long step;

  /// @param depths the depth of an execution is one of these, each as likely
  Pct(Census census, int... depths) {
    this.census = census;
    this.depths = depths;
  }

  @Override
  public void begin(World world, Draws draws) {
    priorities.clear();
    int depth = depths.length == 1 ? depths[0] : depths[draws.below(depths.length)];
    points = new long[depth - 1];
    for (int i = 0; i < points.length; i++) {
      points[i] = draws.below(Math.max(1, census.longest()));
    }
    Arrays.sort(points);
    pending = 0;
    step = 0;
  }

  @Override
  public int next(World world, Draws draws) {
    int highest = highest(world, draws);
    while (pending < points.length && points[pending] == step) {
      pending++;
      priorities.set(highest, -pending);
      highest = highest(world, draws);
    }
    step++;
    return highest;
  }

  private int highest(World world, Draws draws) {
    int highest = world.enabled(0);
    long top = priority(highest, draws);
    for (int i = 1; i < world.enabledCount(); i++) {
      int channel = world.enabled(i);
      long priority = priority(channel, draws);
      if (priority > top) {
        top = priority;
        highest = channel;
      }
    }
    return highest;
  }

  /// Not negative until a change point lowers it.
  private long priority(int channel, Draws draws) {
    if (!priorities.isSet(channel)) {
      priorities.set(channel, draws.next() >>> 1);
    }
    return priorities.get(channel, 0);
  }
}
