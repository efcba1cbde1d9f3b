package io.interlock.actors.host.guest;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.timer.GenericTimer;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.guest.GuestOperation.Elementary;
import io.interlock.hypervisor.vcpu.GuestTimerTraps;
import org.jspecify.annotations.Nullable;

/// What a guest does with its timers: the registers that it reaches, and what it finds there. The
/// same on a PE that it runs on and in KVM's memory, where an access trapped.
public final class TimerAccess {
  private static final SysReg HYP_CONFIGURATION = SysReg.named("HCR_EL2");
  private static final SysReg COUNTER_CONTROL = SysReg.named("CNTHCTL_EL2");

  private TimerAccess() {}

  /// The timer whose register this is, or null.
  public static @Nullable GuestTimer timerOf(SysReg register) {
    String name = register.name();
    if (!name.endsWith("_EL0")) {
      return null;
    }
    if (name.startsWith("CNTV")) {
      return GuestTimer.VIRTUAL;
    }
    return name.startsWith("CNTP") ? GuestTimer.PHYSICAL : null;
  }

  /// The timer that an operation concerns, or null.
  public static @Nullable GuestTimer timerOf(Elementary operation) {
    return switch (operation) {
      case GuestOperation.ArmTimer(var timer, _, _, _) -> timer;
      case GuestOperation.RearmTimer(var timer, _) -> timer;
      case GuestOperation.StopTimer(var timer) -> timer;
      case GuestOperation.ReadRegister(String name, _) -> timerOf(SysReg.named(name));
      case GuestOperation.WriteRegister(String name, _) -> timerOf(SysReg.named(name));
      default -> null;
    };
  }

  /// Whether a guest's access to this timer traps (CNTHCTL_EL2).
  public static boolean traps(RegisterFile registers, GuestTimer timer) {
    return timer == GuestTimer.PHYSICAL
        && GuestTimerTraps.timerTraps(
            registers.read(HYP_CONFIGURATION), registers.read(COUNTER_CONTROL));
  }

  /// Whether a guest's access to this register traps.
  public static boolean traps(RegisterFile registers, GuestTimer timer, SysReg register) {
    return register.name().equals("CNTPCT_EL0")
        ? GuestTimerTraps.counterTraps(
            registers.read(HYP_CONFIGURATION), registers.read(COUNTER_CONTROL))
        : traps(registers, timer);
  }

  /// Carries out what changes a timer.
  ///
  /// @param count what the timer compares with
  /// @param counter by which a time becomes a number of ticks
  public static void perform(
      RegisterFile registers, Elementary operation, long count, SystemCounter counter) {
    switch (operation) {
      case GuestOperation.ArmTimer(var timer, long period, _, _) ->
          program(registers, timer, count + ticks(counter, period));
      case GuestOperation.RearmTimer(var timer, long period) ->
          program(registers, timer, registers.read(timer.compareValue()) + ticks(counter, period));
      case GuestOperation.StopTimer(var timer) -> registers.write(timer.control(), 0);
      case GuestOperation.WriteRegister(String name, long value) ->
          write(registers, SysReg.named(name), value, count);
      default -> {}
    }
  }

  private static void program(RegisterFile registers, GuestTimer timer, long compareValue) {
    registers.write(timer.compareValue(), compareValue);
    registers.write(timer.control(), 1);
  }

  private static long ticks(SystemCounter counter, long picos) {
    return Math.max(1, counter.count(picos));
  }

  private static void write(RegisterFile registers, SysReg register, long value, long count) {
    GuestTimer timer = timerOf(register);
    if (timer != null && register.name().endsWith("_TVAL_EL0")) {
      registers.write(timer.compareValue(), GenericTimer.compareValueAfter((int) value, count));
    } else {
      registers.write(register, value);
    }
  }

  /// What a read of a timer's register returns.
  public static long read(RegisterFile registers, SysReg register, GuestTimer timer, long count) {
    long control = registers.read(timer.control());
    long compareValue = registers.read(timer.compareValue());
    return switch (register.name()) {
      case "CNTVCT_EL0", "CNTPCT_EL0" -> count;
      case "CNTV_TVAL_EL0", "CNTP_TVAL_EL0" ->
          Integer.toUnsignedLong(GenericTimer.timerValue(compareValue, count));
      case "CNTV_CTL_EL0", "CNTP_CTL_EL0" -> GenericTimer.readControl(control, compareValue, count);
      default -> registers.read(register);
    };
  }
}
