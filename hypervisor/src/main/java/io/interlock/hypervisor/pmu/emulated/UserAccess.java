package io.interlock.hypervisor.pmu.emulated;

import io.interlock.hardware.register.SysReg;

/// What a guest's EL0 may do to its PMU (`check_pmu_access_disabled` and its like). KVM knows four
/// bits of PMUSERENR_EL0, and answers what they forbid with an UNDEFINED instruction.
final class UserAccess {
  private static final SysReg USER_ENABLE = SysReg.named("PMUSERENR_EL0");
  private static final long EN = USER_ENABLE.field("EN").mask();
  private static final long SW = USER_ENABLE.field("SW").mask();
  private static final long CR = USER_ENABLE.field("CR").mask();
  private static final long ER = USER_ENABLE.field("ER").mask();

  private UserAccess() {}

  /// @param userEnable the guest's PMUSERENR_EL0
  static boolean permits(SysReg register, boolean write, long userEnable) {
    String name = register.name();
    if (name.endsWith("_EL1")) {
      return false;
    }
    if (register == USER_ENABLE) {
      return !write;
    }
    long enough = EN;
    if (name.equals("PMSWINC_EL0")) {
      enough |= SW;
    } else if (name.equals("PMSELR_EL0")) {
      enough |= ER;
    } else if (!write && name.equals("PMCCNTR_EL0")) {
      enough |= CR;
    } else if (!write && (name.startsWith("PMEVCNTR") || name.equals("PMXEVCNTR_EL0"))) {
      enough |= ER;
    }
    return (userEnable & enough) != 0;
  }
}
