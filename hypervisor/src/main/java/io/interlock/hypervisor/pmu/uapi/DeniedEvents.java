package io.interlock.hypervisor.pmu.uapi;

import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.register.SysReg;

/// What becomes of a counter whose event a filter denies: it counts at no exception level
/// (`kvm_pmu_apply_event_filter`).
///
/// @param filter which events may be counted
public record DeniedEvents(EventFilter filter) {
  private static final SysReg CYCLE_FILTER = SysReg.named("PMCCFILTR_EL0");
  private static final long NOWHERE =
      CYCLE_FILTER.field("P").mask() | CYCLE_FILTER.field("U").mask();

  /// The value that a PMEVTYPER or PMCCFILTR_EL0 has in hardware for a guest that wrote `value`.
  public long applied(SysReg type, long value) {
    int event =
        type == CYCLE_FILTER ? PmuEvent.CPU_CYCLES : (int) (value & PmuVersion.V3P5.eventMask());
    boolean countedInMemory = event == PmuEvent.SW_INCR || event == PmuEvent.CHAIN;
    return countedInMemory || filter.allows(event) ? value : value | NOWHERE;
  }
}
