package io.interlock.engine.explore.shrink;

import java.util.Comparator;

/// How long a failing schedule is, and how hard to read.
///
/// The default order is to deliver the oldest head, or the earliest where the world has time, and
/// to choose the first alternative. A schedule *departs* from it with the first delivery that is
/// another one, or whose handler chose otherwise.
///
/// @param deliveries how many are listed: up to the failing step, or, where the property is judged
///     at the end of the execution, up to the last one that is not in the default order
/// @param choices the sum of what handlers were answered
/// @param afterDeparture how many of these come from the departure on, both it and the last one
///     counted; 0 where the default order breaks the property by itself
/// @param contextSwitches how often the next delivery is to another actor
public record Length(int deliveries, long choices, int afterDeparture, int contextSwitches) {
  static final Comparator<Length> BY_DELIVERIES =
      Comparator.comparingInt(Length::deliveries).thenComparingLong(Length::choices);

  static final Comparator<Length> BY_DEPARTURE =
      Comparator.comparingInt(Length::afterDeparture)
          .thenComparingLong(Length::choices)
          .thenComparingInt(Length::deliveries);

  static final Comparator<Length> BY_EASE =
      Comparator.comparingInt(Length::afterDeparture).thenComparingInt(Length::contextSwitches);
}
