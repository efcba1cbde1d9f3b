package io.interlock.hypervisor.kvm;

import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.timer.GenericTimer;
import io.interlock.hardware.timer.SystemCounter;

/// The virtual or physical timer of a vCPU: its registers, and the PPI of the host that stands
/// behind its interrupt.
///
/// Counts are of the timer's own counter, that is with the offset taken off.
final class VcpuTimer {
  private static final RegisterField ENABLE = SysReg.named("CNTV_CTL_EL0").field("ENABLE");
  private static final RegisterField MASK = SysReg.named("CNTV_CTL_EL0").field("IMASK");

  private final int intid;
  private long control;
  private long compareValue;
  private long offset;

  VcpuTimer(int intid) {
    this.intid = intid;
  }

  int intid() {
    return intid;
  }

  /// `kvm_timer_vcpu_reset`: disabled.
  void reset() {
    control = 0;
    compareValue = 0;
  }

  /// What the guest's counter shows when the system counter shows `physical`.
  long count(long physical) {
    return physical - offset;
  }

  /// User space sets the guest's counter (`KVM_REG_ARM_TIMER_CNT`).
  void setCount(long physical, long count) {
    offset = physical - count;
  }

  boolean line(long physical) {
    return GenericTimer.lineLevel(control, compareValue, count(physical));
  }

  long readControl(long physical) {
    return GenericTimer.readControl(control, compareValue, count(physical));
  }

  void writeControl(long value) {
    control = value & (ENABLE.mask() | MASK.mask());
  }

  /// The handler of a test: no more of it until the guest takes the mask away.
  void mask() {
    control |= MASK.mask();
  }

  long compareValue() {
    return compareValue;
  }

  void compareValue(long value) {
    compareValue = value;
  }

  int timerValue(long physical) {
    return GenericTimer.timerValue(compareValue, count(physical));
  }

  void timerValue(int value, long physical) {
    compareValue = GenericTimer.compareValueAfter(value, count(physical));
  }

  /// When it fires next, or [SystemCounter#NEVER].
  long expiryPicos(SystemCounter counter, long now) {
    return GenericTimer.nextExpiryPicos(counter, control, compareValue, offset, now);
  }
}
