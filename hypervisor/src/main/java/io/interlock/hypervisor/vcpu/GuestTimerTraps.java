package io.interlock.hypervisor.vcpu;

import io.interlock.hardware.register.SysReg;

/// CNTHCTL_EL2 as KVM gives it to a guest (`timer_set_traps`, `__timer_enable_traps`): whether its
/// accesses to the physical counter and the physical timer trap.
///
/// Where HCR_EL2.E2H is set the two enables have other places.
public final class GuestTimerTraps {
  private static final SysReg CONTROL = SysReg.named("CNTHCTL_EL2");
  private static final long E2H = SysReg.named("HCR_EL2").field("E2H").mask();
  private static final long COUNTER_E2H = CONTROL.field("EL1PCTEN").mask();
  private static final long TIMER_E2H = CONTROL.field("EL1PTEN").mask();
  private static final long COUNTER = 1;
  private static final long TIMER = 1 << 1;

  private GuestTimerTraps() {}

  /// The value for a guest.
  ///
  /// @param vhe whether the host's kernel runs at EL2; if not, the guest's physical timer is
  ///     emulated
  /// @param offset what the guest's physical count is behind the host's
  /// @param hardwareOffset whether hardware subtracts that (CNTPOFF_EL2)
  public static long control(boolean vhe, long offset, boolean hardwareOffset) {
    boolean ownCounter = offset == 0 || (vhe && hardwareOffset);
    if (vhe) {
      return ownCounter ? COUNTER_E2H | TIMER_E2H : 0;
    }
    return ownCounter ? COUNTER : 0;
  }

  /// Whether an access to CNTPCT_EL0 traps.
  public static boolean counterTraps(long hcr, long control) {
    return (control & ((hcr & E2H) != 0 ? COUNTER_E2H : COUNTER)) == 0;
  }

  /// Whether an access to a register of the physical timer traps.
  public static boolean timerTraps(long hcr, long control) {
    return (control & ((hcr & E2H) != 0 ? TIMER_E2H : TIMER)) == 0;
  }
}
