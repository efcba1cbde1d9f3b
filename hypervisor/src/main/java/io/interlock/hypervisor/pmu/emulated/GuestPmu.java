package io.interlock.hypervisor.pmu.emulated;

import io.interlock.hardware.pmu.CommonEvents;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hypervisor.pmu.uapi.EventFilter;
import org.jspecify.annotations.Nullable;

/// What a guest's PMU is, once its VM runs.
///
/// @param hostPmu the id of the host's PMU behind it
/// @param intid of its overflow interrupt
/// @param version that the guest sees
/// @param counters event counters of the guest
/// @param events that PMCEID tells
/// @param slots of PMMIR_EL1
/// @param filter the events that it may count, null for all
/// @param aarch32 whether EL0 can use AArch32, so that PMCR_EL0.LC is not one by itself
public record GuestPmu(
    int hostPmu,
    int intid,
    PmuVersion version,
    int counters,
    CommonEvents events,
    int slots,
    @Nullable EventFilter filter,
    boolean aarch32) {

  /// The bits of the guest's counters (`kvm_pmu_valid_counter_mask`).
  long mask() {
    return 1L << Pmu.CYCLE_COUNTER | eventMask();
  }

  long eventMask() {
    return (1L << counters) - 1;
  }

  boolean hasCounter(int n) {
    return n < counters || n == Pmu.CYCLE_COUNTER;
  }

  /// Whether a counter has 64 bits (`kvm_pmc_is_64bit`).
  boolean isWide(int n) {
    return n == Pmu.CYCLE_COUNTER || hasLongEventCounters();
  }

  boolean hasLongEventCounters() {
    return version.isAtLeast(PmuVersion.V3P5);
  }

  boolean allows(int event) {
    return filter == null || filter.allows(event);
  }
}
