package io.interlock.engine.explore;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A property of states, which need not remember anything.
record StateMonitor(
    String property,
    Function<States, @Nullable String> always,
    Function<States, @Nullable String> atEnd)
    implements Monitor {
  @Override
  public @Nullable String broken(States states) {
    return always.apply(states);
  }

  @Override
  public @Nullable String brokenAtEnd(States states) {
    return atEnd.apply(states);
  }

  @Override
  public Monitor copy() {
    return this;
  }

  @Override
  public long stableHash() {
    return 0;
  }
}
