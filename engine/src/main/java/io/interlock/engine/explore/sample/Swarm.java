package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.World;

/// A uniform random walk in a world that is a little different each time, as in swarm testing
/// (Groce et al., ISSTA 2012): some channels are slower than others, some deliver in bursts.
///
/// Uniform sampling makes it very unlikely that one chain of messages overtakes another by far, or
/// that several rare messages meet in one small window. Slow wires do the first, bursts the second.
final class Swarm implements Strategy {
  /// The slowest channel is 2 to the power of this slower than the fastest.
  private static final double SLOWNESS_LOG2_MAX = 6;

  /// Of so many executions one has no slow channels.
  private static final int EVEN_ONE_IN = 4;

  /// How likely a bursting channel delivers again at once.
  private static final double BURST_GOES_ON = 0.9;

  private static final int NONE = -1;

  private final Forecast forecast;
  private final Lottery lottery = new Lottery();
  private final Marks speeds = new Marks();
  private final Marks bursts = new Marks();
  private boolean slowChannels;
  private int last = NONE;

  Swarm(Forecast forecast) {
    this.forecast = forecast;
  }

  @Override
  public void begin(World world, Draws draws) {
    speeds.clear();
    bursts.clear();
    slowChannels = draws.below(EVEN_ONE_IN) > 0;
    last = NONE;
  }

  @Override
  public int next(World world, Draws draws) {
    if (last != NONE && goesOn(world, draws)) {
      return last;
    }
    lottery.clear();
    for (int i = 0; i < world.enabledCount(); i++) {
      int channel = world.enabled(i);
      lottery.add(forecast.remaining(channel) * speed(channel, draws));
    }
    return world.enabled(lottery.draw(draws));
  }

  /// Whether the channel that delivered last has more, and bursts.
  private boolean goesOn(World world, Draws draws) {
    if (!bursts.isSet(last)) {
      bursts.set(last, draws.below(2));
    }
    return bursts.get(last, 0) == 1 && isEnabled(world, last) && draws.unit() < BURST_GOES_ON;
  }

  private static boolean isEnabled(World world, int channel) {
    for (int i = 0; i < world.enabledCount(); i++) {
      if (world.enabled(i) == channel) {
        return true;
      }
    }
    return false;
  }

  private double speed(int channel, Draws draws) {
    if (!slowChannels) {
      return 1;
    }
    if (!speeds.isSet(channel)) {
      double speed = Math.pow(2, -SLOWNESS_LOG2_MAX * draws.unit());
      speeds.set(channel, Double.doubleToRawLongBits(speed));
    }
    return Double.longBitsToDouble(speeds.get(channel, 0));
  }

  @Override
  public void delivered(World world, int channel) {
    last = channel;
  }
}
