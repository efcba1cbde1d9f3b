package io.interlock.engine.explore.shrink;

import java.util.Comparator;

/// What shrinking makes small before all else.
///
/// The two often contradict each other: to leave out a delivery is itself a departure from the
/// default order, and the earlier in the schedule, the more comes after it.
public enum ShrinkAim {
  /// The fewest deliveries: each of those that remain is needed.
  FEWEST_DELIVERIES,

  /// The fewest deliveries from where the schedule first leaves the default order: first what any
  /// reader expects, and then little else.
  LATEST_DEPARTURE;

  /// The smaller is shorter.
  Comparator<Length> shorter() {
    return switch (this) {
      case FEWEST_DELIVERIES -> Length.BY_DELIVERIES;
      case LATEST_DEPARTURE -> Length.BY_DEPARTURE;
    };
  }

  /// The smaller is shorter, or as short and easier to read.
  Comparator<Length> easier() {
    return shorter().thenComparing(Length.BY_EASE);
  }

  /// For how many deliveries more a property must hold when a race was turned round. Where the
  /// default order is what goes on anyway, to break it a round later is not to hold it.
  int patience() {
    return switch (this) {
      case FEWEST_DELIVERIES -> 0;
      case LATEST_DEPARTURE -> 64;
    };
  }

  /// The first step of an execution that it helps to do without.
  int firstSpareable(Execution execution) {
    return switch (this) {
      case FEWEST_DELIVERIES -> 0;
      case LATEST_DEPARTURE -> execution.departure();
    };
  }
}
