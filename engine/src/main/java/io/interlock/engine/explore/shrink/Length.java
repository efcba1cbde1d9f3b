package io.interlock.engine.explore.shrink;

import java.util.Comparator;

/// How long a failing schedule is, and how hard to read; compared component by component.
///
/// @param deliveries how many are listed: up to the failing step, or, where the property is judged
///     at the end of the execution, up to the last one that is not in the default order
/// @param choices the sum of what handlers were answered
/// @param afterDeparture deliveries listed from the first on that is not in the default order,
///     which is to deliver the oldest head and to choose the first alternative
/// @param contextSwitches how often the next delivery is to another actor
public record Length(int deliveries, long choices, int afterDeparture, int contextSwitches)
    implements Comparable<Length> {
  private static final Comparator<Length> ORDER =
      Comparator.comparingInt(Length::deliveries)
          .thenComparingLong(Length::choices)
          .thenComparingInt(Length::afterDeparture)
          .thenComparingInt(Length::contextSwitches);

  @Override
  public int compareTo(Length other) {
    return ORDER.compare(this, other);
  }
}
