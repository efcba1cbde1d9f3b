package io.interlock.actors.host;

import io.interlock.engine.trace.Mix;
import io.interlock.hypervisor.perf.SwitchedEvents;

/// What a PE's PMU registers hold for the guest whose counters are in it; or, where its PMU is
/// emulated, what KVM's memory of them holds.
///
/// @param ofGuest whether the guest's counters are there; else it is what others have left
/// @param control PMCR_EL0
/// @param interrupts PMINTENSET_EL1
/// @param overflows PMOVSSET_EL0
/// @param switched the host's counters that are for one side only
public record MonitorView(
    boolean ofGuest, long control, long interrupts, long overflows, SwitchedEvents switched) {

  long stableHash() {
    long hash = Mix.fold(Mix.fold(ofGuest ? control : ~control, interrupts), overflows);
    return Mix.fold(Mix.fold(hash, switched.host()), switched.guest());
  }
}
