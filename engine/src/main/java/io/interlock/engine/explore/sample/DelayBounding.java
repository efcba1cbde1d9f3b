package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.World;
import java.util.Arrays;

/// Delay bounding (Emmi, Qadeer, Rakamaric, POPL 2011): the first channel in the order of the world
/// delivers, but for up to a number of random points at which it lets all others go before it.
final class DelayBounding implements Strategy {
  private static final int NONE = -1;

  private final Census census;
  private final long[] points;
  private final Marks waitsFor = new Marks(); // which other, of a channel that was delayed
  private int pending;
  private long step;

  /// @param bound how many delays an execution has at most
  DelayBounding(Census census, int bound) {
    this.census = census;
    points = new long[bound];
  }

  @Override
  public void begin(World world, Draws draws) {
    for (int i = 0; i < points.length; i++) {
      points[i] = draws.below(census.longest() + 1); // the last means no delay
    }
    Arrays.sort(points);
    waitsFor.clear();
    pending = 0;
    step = 0;
  }

  @Override
  public int next(World world, Draws draws) {
    for (; pending < points.length && points[pending] == step; pending++) {
      delay(world, first(world));
    }
    step++;
    return first(world);
  }

  /// The first that does not wait.
  private int first(World world) {
    for (int i = 0; i < world.enabledCount(); i++) {
      if (!waitsFor.isSet(world.enabled(i))) {
        return world.enabled(i);
      }
    }
    waitsFor.clear(); // for channels that lost their heads
    return world.enabled(0);
  }

  /// Puts the first behind the last, and so before those that come later.
  private void delay(World world, int first) {
    release(world, first);
    for (int i = world.enabledCount() - 1; i >= 0; i--) {
      int last = world.enabled(i);
      if (last != first && !waitsFor.isSet(last)) {
        waitsFor.set(first, last);
        return;
      }
    }
  }

  @Override
  public void delivered(World world, int channel) {
    waitsFor.unset(channel);
    release(world, channel);
  }

  private void release(World world, int channel) {
    for (int i = 0; i < world.enabledCount(); i++) {
      if (waitsFor.get(world.enabled(i), NONE) == channel) {
        waitsFor.unset(world.enabled(i));
      }
    }
  }
}
