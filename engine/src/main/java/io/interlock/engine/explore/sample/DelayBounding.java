package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.World;
import java.util.Arrays;

/// Delay bounding (Emmi, Qadeer, Rakamaric, POPL 2011): the oldest head is delivered, but for up to
/// a number of random points at which it goes to the end of the queue instead.
final class DelayBounding implements Strategy {
  private final Census census;
  private final long[] points;
  private final Marks tickets = new Marks(); // of enabled channels, by which they queue
  private long nextTicket;
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
    tickets.clear();
    nextTicket = 0;
    pending = 0;
    step = 0;
  }

  @Override
  public int next(World world, Draws draws) {
    int first = first(world);
    for (; pending < points.length && points[pending] == step; pending++) {
      tickets.set(first, nextTicket++);
      first = first(world);
    }
    step++;
    return first;
  }

  private int first(World world) {
    int first = -1;
    long lowest = Long.MAX_VALUE;
    for (int i = 0; i < world.enabledCount(); i++) {
      int channel = world.enabled(i);
      if (!tickets.isSet(channel)) {
        tickets.set(channel, nextTicket++);
      }
      long ticket = tickets.get(channel, 0);
      if (ticket < lowest) {
        lowest = ticket;
        first = channel;
      }
    }
    return first;
  }

  @Override
  public void delivered(World world, int channel) {
    tickets.unset(channel);
  }
}
