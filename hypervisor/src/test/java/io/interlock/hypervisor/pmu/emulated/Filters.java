package io.interlock.hypervisor.pmu.emulated;

import io.interlock.hypervisor.pmu.uapi.EventFilter;

/// Event filters for tests.
final class Filters {
  private Filters() {}

  /// All events but one.
  static EventFilter denying(int event) {
    return EventFilter.beginning(new EventFilter.Range(event, 1, false), 0x400);
  }
}
