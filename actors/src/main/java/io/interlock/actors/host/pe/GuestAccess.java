package io.interlock.actors.host.pe;

import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.identity.FeatureTable;

/// Which system registers a guest reaches without a trap, the PMU's aside ([MonitorAccess]).
final class GuestAccess {
  private GuestAccess() {}

  /// EL0 and EL1 registers are the guest's own while its vCPU is loaded, except for
  /// the SPE's, which MDCR_EL2.TPMS keeps from it, those of the ICC traps, and ID registers
  /// (HCR_EL2.TID3). CTR_EL0 traps too, as on hosts without FEAT_EVT (HCR_EL2.TID2).
  static boolean isUntrapped(SysReg register) {
    String name = register.name();
    boolean ownLevel = name.endsWith("_EL0") || name.endsWith("_EL1");
    return ownLevel
        && !name.startsWith("PM")
        && !name.startsWith("ICC_")
        && !FeatureTable.contains(register);
  }
}
