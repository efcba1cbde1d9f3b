package io.interlock.hypervisor.pmu;

import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.pmu.PmuTraps;
import java.util.List;

/// The division of a PMU between guest and host: the guest has event counters 0 to `guestCounters -
/// 1` and the cycle counter, the host the rest.
///
/// @param guestCounters 0 to 31; 0 is no division, since HPMN cannot be 0 before FEAT_HPMN0
public record PmuPartition(int guestCounters) {
  /// All counters are the host's, and guests' counters are emulated.
  public static final PmuPartition NONE = new PmuPartition(0);

  /// What stays trapped where single registers can be: overflows, which KVM keeps account of;
  /// events, which it filters; and what would tell the guest which host it runs on.
  private static final List<String> TRAPPED =
      List.of("PMOVS", "PMEVTYPERn", "PMCCFILTR", "PMCEIDn", "PMMIR");

  public PmuPartition {
    if (guestCounters < 0 || guestCounters > Pmu.CYCLE_COUNTER) {
      throw new IllegalArgumentException(
          guestCounters + " guest counters; allowed: 0 to " + Pmu.CYCLE_COUNTER);
    }
  }

  /// Whether guests have counters of their own.
  public boolean exists() {
    return guestCounters > 0;
  }

  /// The guest's bits of PMCNTEN, PMINTEN and PMOVS (`kvm_pmu_guest_counter_mask`).
  public long guestMask() {
    return exists() ? 1L << Pmu.CYCLE_COUNTER | eventBits(guestCounters) : 0;
  }

  /// The host's bits of PMCNTEN, PMINTEN and PMOVS (`kvm_pmu_host_counter_mask`).
  ///
  /// @param eventCounters of the PE
  public long hostMask(int eventCounters) {
    return (eventBits(eventCounters) | 1L << Pmu.CYCLE_COUNTER) & ~guestMask();
  }

  /// HDFGRTR_EL2 while the guest is loaded.
  public long readTraps() {
    return exists() ? PmuTraps.trapBits(false, TRAPPED) : 0;
  }

  /// HDFGWTR_EL2 while the guest is loaded.
  public long writeTraps() {
    return exists() ? PmuTraps.trapBits(true, TRAPPED) : 0;
  }

  private static long eventBits(int n) {
    return (1L << n) - 1;
  }
}
