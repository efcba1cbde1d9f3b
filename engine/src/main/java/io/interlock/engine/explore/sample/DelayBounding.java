package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.World;
import java.util.Arrays;

/// Delay bounding (Emmi, Qadeer, Rakamaric, POPL 2011): the oldest head is delivered, but for a few
/// random points at which it goes to the end of the queue instead.
final class DelayBounding implements Strategy {
  private final Census census;
  private final long[] points;
  private final Marks waitsFor = new Marks(); // of a channel: which other delivers first
  private int pending;
  private long step;

  /// @param bound how many delays an execution has
  DelayBounding(Census census, int bound) {
    this.census = census;
    points = new long[bound];
  }

  @Override
  public void begin(World world, Draws draws) {
    for (int i = 0; i < points.length; i++) {
      points[i] = draws.below(Math.max(1, census.longest()));
    }
    Arrays.sort(points);
    waitsFor.clear();
    pending = 0;
    step = 0;
  }

  @Override
  public int next(World world, Draws draws) {
    int first = first(world);
    for (; pending < points.length && points[pending] == step; pending++) {
      int newest = world.enabled(world.enabledCount() - 1);
      if (newest != first) {
        waitsFor.set(first, newest);
        first = first(world);
      }
    }
    step++;
    return first;
  }

  private int first(World world) {
    for (int i = 0; i < world.enabledCount(); i++) {
      if (!waitsFor.isSet(world.enabled(i))) {
        return world.enabled(i);
      }
    }
    waitsFor.clear();
    return world.enabled(0);
  }

  @Override
  public void delivered(World world, int channel) {
    for (int i = 0; i < world.enabledCount(); i++) {
      int other = world.enabled(i);
      if (waitsFor.get(other, -1) == channel) {
        waitsFor.unset(other);
      }
    }
    waitsFor.unset(channel);
  }
}
