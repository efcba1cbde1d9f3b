package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.World;

/// Selectively uniform random walk (Zhao et al., ASPLOS 2025): uniform over the interleavings of
/// the deliveries that matter, those at contended receivers, whatever the others are doing.
///
/// One channel is intended, drawn by how many such deliveries follow from it. The others hold
/// theirs back until it, or the chain of messages that it began, has made one.
final class Surw implements Strategy {
  private static final int NONE = -1;

  private final Forecast forecast;
  private final Lottery lottery = new Lottery();
  private final Marks heldBack = new Marks();
  private int[] free = new int[16];
  private int intended = NONE;

  Surw(Forecast forecast) {
    this.forecast = forecast;
  }

  @Override
  public void begin(World world, Draws draws) {
    intended = NONE;
    heldBack.clear();
  }

  @Override
  public int next(World world, Draws draws) {
    if (intended == NONE) {
      intend(world, draws);
    }
    while (true) {
      int count = free(world);
      if (count == 0) {
        intend(world, draws);
        continue;
      }
      int channel = free[draws.below(count)];
      if (channel == intended || !forecast.isContended(channel)) {
        return channel;
      }
      heldBack.set(channel, 0);
    }
  }

  @Override
  public void delivered(World world, int channel) {
    if (channel == intended) {
      intended = forecast.isContended(channel) ? NONE : heir(world, channel);
    }
  }

  /// Which of the heads that the last step enabled leads to most that matters.
  private int heir(World world, int channel) {
    int step = world.steps() - 1;
    int heir = NONE;
    double most = 0;
    for (int i = 0; i < world.enabledCount(); i++) {
      int enabled = world.enabled(i);
      boolean isNew = enabled == channel || world.sentAt(enabled) == step;
      double remaining = forecast.remainingContended(enabled);
      if (isNew && remaining > most) {
        most = remaining;
        heir = enabled;
      }
    }
    return heir;
  }

  private void intend(World world, Draws draws) {
    lottery.clear();
    for (int i = 0; i < world.enabledCount(); i++) {
      lottery.add(forecast.remainingContended(world.enabled(i)));
    }
    intended = world.enabled(lottery.draw(draws));
    heldBack.clear();
  }

  private int free(World world) {
    if (free.length < world.enabledCount()) {
      free = new int[2 * world.enabledCount()];
    }
    int count = 0;
    for (int i = 0; i < world.enabledCount(); i++) {
      int channel = world.enabled(i);
      if (!heldBack.isSet(channel)) {
        free[count++] = channel;
      }
    }
    return count;
  }
}
