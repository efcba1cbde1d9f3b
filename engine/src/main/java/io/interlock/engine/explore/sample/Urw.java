package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.World;

/// Uniform random walk: each enabled channel is as likely as many deliveries are still to follow
/// from its head. If the forecast is exact, every interleaving of the execution's forest is equally
/// likely; so a lone interrupt lands anywhere in the run, not near its beginning.
///
/// Threads with known numbers of events have this property (Zhao et al., SURW, ASPLOS 2025); for
/// trees it is the hook walk: a root drawn in proportion to the size of its tree begins a uniform
/// linear extension (Knuth 5.1.4, exercise 20).
final class Urw implements Strategy {
  private final Forecast forecast;
  private final Lottery lottery = new Lottery();

  Urw(Forecast forecast) {
    this.forecast = forecast;
  }

  @Override
  public int next(World world, Draws draws) {
    lottery.clear();
    for (int i = 0; i < world.enabledCount(); i++) {
      lottery.add(forecast.remaining(world.enabled(i)));
    }
    return world.enabled(lottery.draw(draws));
  }
}
