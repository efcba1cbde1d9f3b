package io.interlock.actors.host.pe;

import io.interlock.engine.Sim;
import java.util.function.LongSupplier;

/// The stream of chance of an actor.
record Chance(Sim<?> sim) implements LongSupplier {
  @Override
  public long getAsLong() {
    return sim.random();
  }
}
