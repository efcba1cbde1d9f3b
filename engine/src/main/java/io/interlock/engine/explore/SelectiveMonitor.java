package io.interlock.engine.explore;

import io.interlock.engine.trace.Delivered;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A property of which some violations do not count.
record SelectiveMonitor(Monitor monitor, Predicate<Violation> counts) implements Monitor {
  @Override
  public boolean hears(Class<?> fact) {
    return monitor.hears(fact);
  }

  @Override
  public String property() {
    return monitor.property();
  }

  @Override
  public void delivered(Delivered delivery) {
    monitor.delivered(delivery);
  }

  @Override
  public void stated(long atPicos, String actor, Object fact) {
    monitor.stated(atPicos, actor, fact);
  }

  @Override
  public @Nullable String broken(States states) {
    return counted(monitor.broken(states));
  }

  @Override
  public @Nullable String brokenAtEnd(States states) {
    return counted(monitor.brokenAtEnd(states));
  }

  @Override
  public boolean awaits() {
    return monitor.awaits();
  }

  @Override
  public @Nullable String awaited(States states) {
    return counted(monitor.awaited(states));
  }

  private @Nullable String counted(@Nullable String message) {
    boolean silent = message == null || !counts.test(new Violation(property(), message));
    return silent ? null : message;
  }

  @Override
  public Monitor copy() {
    return new SelectiveMonitor(monitor.copy(), counts);
  }

  @Override
  public long stableHash() {
    return monitor.stableHash();
  }
}
