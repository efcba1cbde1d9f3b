package io.interlock.engine.explore;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A property of states that may be broken for a while, and need not remember anything.
record EventualMonitor(String property, Function<States, @Nullable String> waiting)
    implements Monitor {
  @Override
  public @Nullable String broken(States states) {
    return null;
  }

  @Override
  public @Nullable String brokenAtEnd(States states) {
    return waiting.apply(states);
  }

  @Override
  public boolean awaits() {
    return true;
  }

  @Override
  public @Nullable String awaited(States states) {
    return waiting.apply(states);
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
