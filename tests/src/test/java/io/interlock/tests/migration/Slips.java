package io.interlock.tests.migration;

import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.States;
import io.interlock.tests.migration.Migration.Size;
import org.jspecify.annotations.Nullable;

/// Judges each interrupt that a core lets go astray, by where all actors stand at that moment. It
/// remembers nothing from one step to the next.
final class Slips implements Monitor {
  /// What a core states when it lets an interrupt go astray.
  record Slip(int core) {}

  private final Race race;
  private final Size size;
  private @Nullable Slip slip;

  Slips(Race race, Size size) {
    this.race = race;
    this.size = size;
  }

  @Override
  public String property() {
    return "interrupt-to-loaded";
  }

  @Override
  public void stated(long atPicos, String actor, Object fact) {
    if (fact instanceof Slip one) {
      slip = one;
    }
  }

  @Override
  public @Nullable String broken(States states) {
    Slip now = slip;
    slip = null;
    return now != null && race.harms(now.core(), states, size)
        ? "an interrupt goes astray at core " + now.core()
        : null;
  }

  @Override
  public @Nullable String brokenAtEnd(States states) {
    return null;
  }

  @Override
  public Monitor copy() {
    return new Slips(race, size);
  }

  @Override
  public long stableHash() {
    return 0;
  }
}
