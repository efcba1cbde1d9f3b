package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.World;

/// Any enabled channel, each as likely. Rare messages come early: each step of the others is one
/// more chance for a lone interrupt to go first.
final class RandomWalk implements Strategy {
  @Override
  public int next(World world, Draws draws) {
    return world.enabled(draws.below(world.enabledCount()));
  }
}
