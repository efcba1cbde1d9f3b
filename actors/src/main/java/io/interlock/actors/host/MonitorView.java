package io.interlock.actors.host;

import io.interlock.engine.trace.Mix;
import io.interlock.hypervisor.perf.SwitchedEvents;

/// What a PE's PMU registers hold for the guest whose counters are in it; or, where its PMU is
/// emulated, what KVM's memory of them holds.
///
/// @param control PMCR_EL0
/// @param interrupts PMINTENSET_EL1
/// @param overflows PMOVSSET_EL0
/// @param switched the host's counters that are for one side only
public record MonitorView(long control, long interrupts, long overflows, SwitchedEvents switched) {
  MonitorView(long control, long interrupts, long overflows) {
    this(control, interrupts, overflows, SwitchedEvents.NONE);
  }

  long stableHash() {
    long hash = Mix.fold(Mix.fold(control, interrupts), overflows);
    return Mix.fold(Mix.fold(hash, switched.host()), switched.guest());
  }
}
