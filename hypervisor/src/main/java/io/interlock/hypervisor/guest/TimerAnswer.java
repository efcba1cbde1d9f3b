package io.interlock.hypervisor.guest;

import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hypervisor.guest.GuestOperation.ArmTimer;
import io.interlock.hypervisor.guest.GuestOperation.Elementary;
import io.interlock.hypervisor.guest.GuestOperation.RearmTimer;
import io.interlock.hypervisor.guest.GuestOperation.StopTimer;

/// What the handler of a timer's interrupt does about the timer.
///
/// @param operation sets it again or stops it
/// @param ignored how many interrupts it ends first without that, so that the line stays high
record TimerAnswer(GuestTimer timer, Elementary operation, int ignored) {
  /// How many numbers [#save] writes.
  static final int SAVED_NUMBERS = 2;

  static final TimerAnswer STOP_VIRTUAL = stopping(GuestTimer.VIRTUAL);
  static final TimerAnswer STOP_PHYSICAL = stopping(GuestTimer.PHYSICAL);

  private static final long NO_PERIOD = 0;

  private static TimerAnswer stopping(GuestTimer timer) {
    return new TimerAnswer(timer, new StopTimer(timer), 0);
  }

  /// Stops it each time.
  static TimerAnswer stop(GuestTimer timer) {
    return timer == GuestTimer.VIRTUAL ? STOP_VIRTUAL : STOP_PHYSICAL;
  }

  /// What follows from how the timer was armed.
  static TimerAnswer to(ArmTimer armed) {
    return of(armed.timer(), armed.periodic() ? armed.periodPicos() : NO_PERIOD, armed.ignored());
  }

  private static TimerAnswer of(GuestTimer timer, long period, int ignored) {
    Elementary operation =
        period == NO_PERIOD ? stop(timer).operation() : new RearmTimer(timer, period);
    return new TimerAnswer(timer, operation, ignored);
  }

  /// After one interrupt that it has ignored.
  TimerAnswer oneLess() {
    return new TimerAnswer(timer, operation, ignored - 1);
  }

  /// Writes itself from `index` on; the result is the index behind.
  int save(long[] numbers, int index) {
    numbers[index] = operation instanceof RearmTimer(_, long period) ? period : NO_PERIOD;
    numbers[index + 1] = ignored;
    return index + SAVED_NUMBERS;
  }

  /// Reads what [#save] wrote.
  static TimerAnswer restored(GuestTimer timer, long[] numbers, int index) {
    return of(timer, numbers[index], Math.toIntExact(numbers[index + 1]));
  }
}
