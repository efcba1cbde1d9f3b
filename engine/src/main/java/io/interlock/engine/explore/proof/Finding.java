package io.interlock.engine.explore.proof;

import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Violation;
import java.util.List;

/// A violation, and a way into it.
///
/// @param schedule all steps from the beginning to the one that breaks the property
public record Finding(Violation violation, List<Decision> schedule) {
  public Finding {
    schedule = List.copyOf(schedule);
  }
}
