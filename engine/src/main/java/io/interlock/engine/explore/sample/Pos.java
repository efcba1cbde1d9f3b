package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.World;

/// Partial order sampling (Yuan, Yang, Gu, CAV 2018): each enabled message has a random priority,
/// the highest is delivered, and those that raced with it, for the same receiver, draw anew.
final class Pos implements Strategy {
  private final Marks priorities = new Marks();

  @Override
  public void begin(World world, Draws draws) {
    priorities.clear();
  }

  @Override
  public int next(World world, Draws draws) {
    int best = -1;
    long top = Long.MIN_VALUE;
    for (int i = 0; i < world.enabledCount(); i++) {
      int channel = world.enabled(i);
      if (!priorities.isSet(channel)) {
        priorities.set(channel, draws.next());
      }
      long priority = priorities.get(channel, 0);
      if (best < 0 || priority > top) {
        top = priority;
        best = channel;
      }
    }
    return best;
  }

  @Override
  public void delivered(World world, int channel) {
    priorities.unset(channel);
    int receiver = world.channels().receiver(channel);
    for (int i = 0; i < world.enabledCount(); i++) {
      int other = world.enabled(i);
      if (world.channels().receiver(other) == receiver) {
        priorities.unset(other);
      }
    }
  }
}
