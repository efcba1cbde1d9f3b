package io.interlock.tests.migration;

import io.interlock.engine.explore.States;
import java.util.Objects;

/// What a scheduler of either kind knows of the residencies it hands out.
interface Residencies {
  /// How many are still to end; not above 0 when all have.
  int left();

  /// What the scheduler knows.
  static Residencies of(States states) {
    return (Residencies) Objects.requireNonNull(states.of("scheduler"));
  }
}
