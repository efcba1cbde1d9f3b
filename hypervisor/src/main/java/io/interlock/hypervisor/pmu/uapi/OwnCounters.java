package io.interlock.hypervisor.pmu.uapi;

import io.interlock.hardware.pmu.CommonEvents;
import io.interlock.hardware.register.SysReg;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is settled with user space of a vCPU that has counters of its own.
///
/// @param intid of its overflow interrupt
/// @param counters event counters that the guest has, 1 to 31
/// @param machine what it reads from PMMIR_EL1
/// @param events what it reads from PMCEID0_EL0 and PMCEID1_EL0
/// @param filter which events it may count, null for all
/// @param byUser registers that user space has written
public record OwnCounters(
    int intid,
    int counters,
    long machine,
    CommonEvents events,
    @Nullable EventFilter filter,
    Map<SysReg, Long> byUser) {

  /// Keeps a copy of the map.
  public OwnCounters {
    byUser = Collections.unmodifiableMap(new LinkedHashMap<>(byUser));
  }

  /// The same before user space has written registers.
  public OwnCounters unwritten() {
    return new OwnCounters(intid, counters, machine, events, filter, Map.of());
  }
}
