package io.interlock.hypervisor.pmu;

import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;

/// The values that the host gives to MDCR_EL2.
///
/// @param eventCounters of the PE
public record MonitorControl(int eventCounters) {
  private static final SysReg MDCR = SysReg.named("MDCR_EL2");
  private static final RegisterField HPMN = MDCR.field("HPMN");

  /// What KVM keeps from every guest (`kvm_arm_setup_mdcr_el2`).
  private static final long ALWAYS_TRAPPED = fields("TPMS", "TTRF", "TDRA", "TDOSA", "TDA");

  private static final long PMU_TRAPPED = fields("TPM", "TPMCR");

  /// The second range is switched on, and the first counts nothing at EL2.
  private static final long SPLIT = fields("HPME", "HPMD", "HCCD");

  /// While the host runs and its PMU is not split: all counters are in the first range
  /// (`el2_setup.h`).
  public long ofHost() {
    return HPMN.place(eventCounters);
  }

  /// While the host runs and its driver leaves counters to guests: HPME is its switch, as
  /// PMCR_EL0.E is the guest's.
  public long ofSplitHost(PmuPartition partition) {
    return HPMN.place(splitAt(partition)) | fields("HPME");
  }

  /// While a vCPU is loaded whose PMU is emulated, or that has none.
  public long ofGuest() {
    return HPMN.place(eventCounters) | ALWAYS_TRAPPED | PMU_TRAPPED;
  }

  /// The same on a host whose driver leaves counters to other guests: the division stays, and with
  /// it what HPME switches.
  public long ofGuestBeside(PmuPartition partition) {
    return HPMN.with(ofGuest(), splitAt(partition));
  }

  /// While a vCPU is loaded that has counters of its own. Its accesses trap unless single registers
  /// can be trapped instead (`fineGrainedTraps`), and if the split is not possible on this PE.
  public long ofPartitionedGuest(PmuPartition partition, boolean fineGrainedTraps) {
    boolean trapsAll = !fineGrainedTraps || !isPossible(partition);
    return HPMN.place(splitAt(partition)) | SPLIT | ALWAYS_TRAPPED | (trapsAll ? PMU_TRAPPED : 0);
  }

  /// The same value for a guest whose counters are not its own yet: every access traps.
  public static long trapping(long ofGuest) {
    return ofGuest | PMU_TRAPPED;
  }

  /// The same value for a guest that has fewer counters than the host leaves to guests.
  public static long limited(long ofGuest, int counters) {
    return HPMN.with(ofGuest, Math.min(HPMN.get(ofGuest), counters));
  }

  private boolean isPossible(PmuPartition partition) {
    return partition.guestCounters() > 0 && partition.guestCounters() <= eventCounters;
  }

  private int splitAt(PmuPartition partition) {
    return isPossible(partition) ? partition.guestCounters() : eventCounters;
  }

  private static long fields(String... names) {
    long mask = 0;
    for (String name : names) {
      mask |= MDCR.field(name).mask();
    }
    return mask;
  }
}
