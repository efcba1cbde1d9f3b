package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Violation;
import java.util.List;

/// A violation that sampling found, and how to see it again.
///
/// @param execution its number, from 0
/// @param strategy that ordered it
/// @param seed of the execution
/// @param schedule its steps, the last of which broke the property, or the execution ended there
public record Find(
    Violation violation, long execution, String strategy, long seed, List<Decision> schedule) {
  public Find {
    schedule = List.copyOf(schedule);
  }
}
