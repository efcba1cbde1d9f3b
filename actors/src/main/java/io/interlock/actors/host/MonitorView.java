package io.interlock.actors.host;

import io.interlock.engine.trace.Mix;

/// What a PE's PMU registers hold for the guest whose counters are in it.
///
/// @param control PMCR_EL0
/// @param interrupts PMINTENSET_EL1
/// @param overflows PMOVSSET_EL0
public record MonitorView(long control, long interrupts, long overflows) {
  long stableHash() {
    return Mix.fold(Mix.fold(control, interrupts), overflows);
  }
}
