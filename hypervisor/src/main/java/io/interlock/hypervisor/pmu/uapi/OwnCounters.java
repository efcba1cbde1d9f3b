package io.interlock.hypervisor.pmu.uapi;

import io.interlock.hardware.pmu.CommonEvents;
import io.interlock.hardware.register.SysReg;
import java.util.Map;

/// What is settled with user space of a vCPU that has counters of its own.
///
/// @param counters event counters that the guest has, 1 to 31
/// @param machine what it reads from PMMIR_EL1
/// @param events what it reads from PMCEID0_EL0 and PMCEID1_EL0
/// @param byUser registers that user space has written
public record OwnCounters(
    int counters, long machine, CommonEvents events, Map<SysReg, Long> byUser) {

  /// Keeps a copy of the map.
  public OwnCounters {
    byUser = Map.copyOf(byUser);
  }
}
