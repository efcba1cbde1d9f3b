package io.interlock.hardware.timer;

import io.interlock.hardware.register.SysReg;

/// The timers of EL1 and EL0, which a guest has for itself.
public enum GuestTimer {
  /// Compares with the physical count less CNTVOFF_EL2.
  VIRTUAL,
  /// Compares with the physical count, less CNTPOFF_EL2 where that exists and counts.
  PHYSICAL;

  private static final SysReg VIRTUAL_CONTROL = SysReg.named("CNTV_CTL_EL0");
  private static final SysReg VIRTUAL_COMPARE_VALUE = SysReg.named("CNTV_CVAL_EL0");
  private static final SysReg VIRTUAL_OFFSET = SysReg.named("CNTVOFF_EL2");
  private static final SysReg PHYSICAL_CONTROL = SysReg.named("CNTP_CTL_EL0");
  private static final SysReg PHYSICAL_COMPARE_VALUE = SysReg.named("CNTP_CVAL_EL0");
  private static final SysReg PHYSICAL_OFFSET = SysReg.named("CNTPOFF_EL2");

  /// CNTx_CTL_EL0.
  public SysReg control() {
    return this == VIRTUAL ? VIRTUAL_CONTROL : PHYSICAL_CONTROL;
  }

  /// CNTx_CVAL_EL0.
  public SysReg compareValue() {
    return this == VIRTUAL ? VIRTUAL_COMPARE_VALUE : PHYSICAL_COMPARE_VALUE;
  }

  /// CNTxOFF_EL2, which is subtracted from the physical count.
  public SysReg offset() {
    return this == VIRTUAL ? VIRTUAL_OFFSET : PHYSICAL_OFFSET;
  }
}
