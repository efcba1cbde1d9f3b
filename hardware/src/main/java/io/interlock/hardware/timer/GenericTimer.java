package io.interlock.hardware.timer;

import static io.interlock.hardware.timer.SystemCounter.NEVER;

import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;

/// What one timer of the generic timer does, as functions of its registers.
///
/// CNTV, CNTP, CNTHP and CNTHV work alike. `control` is the stored `_CTL` value, `compareValue` the
/// `_CVAL` value, and `count` what the timer compares with: the physical count minus the timer's
/// offset (CNTVOFF_EL2 for CNTV, CNTPOFF_EL2 for CNTP where it exists, else zero), modulo 2^64.
/// Counts compare unsigned, as in KVM's `kvm_timer_should_fire`.
public final class GenericTimer {
  private static final RegisterField ENABLE = SysReg.named("CNTV_CTL_EL0").field("ENABLE");
  private static final RegisterField IMASK = SysReg.named("CNTV_CTL_EL0").field("IMASK");
  private static final RegisterField ISTATUS = SysReg.named("CNTV_CTL_EL0").field("ISTATUS");

  private GenericTimer() {}

  /// Whether the count has reached the compare value. Meaningful whether or not the timer is
  /// enabled.
  public static boolean conditionMet(long compareValue, long count) {
    return Long.compareUnsigned(count, compareValue) >= 0;
  }

  /// What a read of `_CTL` returns: ISTATUS follows the condition, IMASK or not, while the timer is
  /// enabled. A disabled timer's ISTATUS is UNKNOWN in the architecture and zero here.
  public static long readControl(long control, long compareValue, long count) {
    boolean status = ENABLE.get(control) == 1 && conditionMet(compareValue, count);
    return (control & (ENABLE.mask() | IMASK.mask())) | (status ? ISTATUS.mask() : 0);
  }

  /// The level of the timer's interrupt line: enabled, condition met, not masked.
  public static boolean lineLevel(long control, long compareValue, long count) {
    return armed(control) && conditionMet(compareValue, count);
  }

  /// What a read of `_TVAL` returns: ticks to go, 32 bits, to be read as a signed number. It goes
  /// on falling below zero after the condition is met.
  public static int timerValue(long compareValue, long count) {
    return (int) (compareValue - count);
  }

  /// The compare value that a write of `_TVAL` sets: `timerValue` ticks from now, in the past if
  /// negative.
  public static long compareValueAfter(int timerValue, long count) {
    return count + timerValue;
  }

  /// When the line is next high if nobody writes a register: `nowPicos` if it is high already,
  /// `NEVER` if the timer is disabled or masked, or if the count would wrap before it reaches the
  /// compare value.
  ///
  /// @param offset what is subtracted from the physical count
  public static long nextExpiryPicos(
      SystemCounter counter, long control, long compareValue, long offset, long nowPicos) {
    if (!armed(control)) {
      return NEVER;
    }
    long physical = counter.count(nowPicos);
    long count = physical - offset;
    if (conditionMet(compareValue, count)) {
      return nowPicos;
    }
    long target = physical + (compareValue - count);
    boolean wraps = Long.compareUnsigned(target, physical) < 0;
    return wraps ? NEVER : counter.picosAtCount(target);
  }

  private static boolean armed(long control) {
    return ENABLE.get(control) == 1 && IMASK.get(control) == 0;
  }
}
