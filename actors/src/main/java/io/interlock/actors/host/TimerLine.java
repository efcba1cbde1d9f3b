package io.interlock.actors.host;

import io.interlock.engine.Sim;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.timer.GenericTimer;
import io.interlock.hardware.timer.SystemCounter;

/// The line of a PE's EL1 virtual timer: follows CNTV_CTL_EL0, CNTV_CVAL_EL0 and CNTVOFF_EL2.
final class TimerLine {
  private static final SysReg CONTROL = SysReg.named("CNTV_CTL_EL0");
  private static final SysReg COMPARE = SysReg.named("CNTV_CVAL_EL0");
  private static final SysReg OFFSET = SysReg.named("CNTVOFF_EL2");

  private final PpiLine line;
  private long expiry = SystemCounter.NEVER;

  TimerLine() {
    this(new PpiLine());
  }

  private TimerLine(PpiLine line) {
    this.line = line;
  }

  /// An independent line at the same level.
  TimerLine copy() {
    TimerLine copy = new TimerLine(line.copy());
    copy.expiry = expiry;
    return copy;
  }

  boolean isHigh() {
    return line.isHigh();
  }

  /// Whether a write of this register can move the line.
  static boolean watches(SysReg register) {
    int slot = register.slot();
    return slot == CONTROL.slot() || slot == COMPARE.slot() || slot == OFFSET.slot();
  }

  /// Evaluates the timer: tells the redistributor if the line moved, and arms the alarm for the
  /// next time it can.
  void evaluate(Sim<PhysicalCpu.Command> sim, PeSetup setup, RegisterFile registers) {
    SystemCounter counter = setup.counter();
    long control = registers.read(CONTROL);
    long compare = registers.read(COMPARE);
    long offset = registers.read(OFFSET);
    long now = sim.now();
    boolean level = GenericTimer.lineLevel(control, compare, counter.count(now) - offset);
    line.drive(sim, setup, setup.virtualTimerIntid(), level, now - Math.min(now, expiry));
    expiry =
        level
            ? SystemCounter.NEVER
            : GenericTimer.nextExpiryPicos(counter, control, compare, offset, now);
    if (expiry == SystemCounter.NEVER) {
      sim.disarm(PeAlarm.VIRTUAL_TIMER);
    } else {
      sim.arm(PeAlarm.VIRTUAL_TIMER, expiry - now, new PhysicalCpu.Command.TimerExpired());
    }
  }

  /// Picoseconds since the count reached the compare value; -1 if the timer has been set anew since
  /// its interrupt became pending.
  static long sinceExpiry(RegisterFile registers, SystemCounter counter, long now) {
    long since = now - counter.picosAtCount(registers.read(COMPARE) + registers.read(OFFSET));
    return Math.max(-1, since);
  }

  /// Programs the timer to fire `periodPicos` after `fromCount`.
  static void program(RegisterFile registers, SystemCounter counter, long fromCount, long period) {
    registers.write(COMPARE, fromCount + Math.max(1, counter.count(period)));
    registers.write(CONTROL, 1);
  }

  /// The guest's view of the counter.
  static long virtualCount(RegisterFile registers, SystemCounter counter, long now) {
    return counter.count(now) - registers.read(OFFSET);
  }

  static long compareValue(RegisterFile registers) {
    return registers.read(COMPARE);
  }

  static void disable(RegisterFile registers) {
    registers.write(CONTROL, 0);
  }
}
