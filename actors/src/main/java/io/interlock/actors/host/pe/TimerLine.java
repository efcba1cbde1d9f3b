package io.interlock.actors.host.pe;

import io.interlock.actors.host.PhysicalCpu;
import io.interlock.engine.Sim;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.timer.GenericTimer;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hardware.timer.SystemCounter;

/// The line of one of a PE's EL1 timers: follows its control, its compare value and its offset.
final class TimerLine {
  private static final SysReg HYP_CONFIGURATION = SysReg.named("HCR_EL2");
  /// Whether a write of the register in a slot can move a timer's line.
  private static final boolean[] WATCHED = watched();

  private static final long STAGE_2 = HYP_CONFIGURATION.field("VM").mask();

  private final GuestTimer timer;
  private final PpiLine line;
  private long expiry = SystemCounter.NEVER;

  TimerLine(GuestTimer timer) {
    this(timer, new PpiLine());
  }

  private TimerLine(GuestTimer timer, PpiLine line) {
    this.timer = timer;
    this.line = line;
  }

  /// An independent line at the same level.
  TimerLine copy() {
    TimerLine copy = new TimerLine(timer, line.copy());
    copy.expiry = expiry;
    return copy;
  }

  boolean isHigh() {
    return line.isHigh();
  }

  /// Whether a write of this register can move a timer's line.
  static boolean watches(SysReg register) {
    return WATCHED[register.slot()];
  }

  private static boolean[] watched() {
    boolean[] watched = new boolean[SysReg.slotCount()];
    for (GuestTimer timer : GuestTimer.values()) {
      watched[timer.control().slot()] = true;
      watched[timer.compareValue().slot()] = true;
      watched[timer.offset().slot()] = true;
    }
    return watched;
  }

  /// Evaluates the timer: tells the redistributor if the line moved, and arms the alarm for the
  /// next time it can.
  void evaluate(Sim<PhysicalCpu.Command> sim, PeSetup setup, RegisterFile registers) {
    long control = registers.read(timer.control());
    if (control == 0 && expiry == SystemCounter.NEVER && !line.isHigh()) {
      return;
    }
    SystemCounter counter = setup.counter();
    long compare = registers.read(timer.compareValue());
    long offset = offset(registers, timer);
    long now = sim.now();
    boolean level = GenericTimer.lineLevel(control, compare, counter.count(now) - offset);
    line.drive(sim, setup, setup.timers().of(timer), level, now - Math.min(now, expiry));
    expiry =
        level
            ? SystemCounter.NEVER
            : GenericTimer.nextExpiryPicos(counter, control, compare, offset, now);
    if (expiry == SystemCounter.NEVER) {
      sim.disarm(alarm());
    } else {
      sim.arm(alarm(), expiry - now, new PhysicalCpu.Command.TimerExpired(timer));
    }
  }

  private PeAlarm alarm() {
    return timer == GuestTimer.VIRTUAL ? PeAlarm.VIRTUAL_TIMER : PeAlarm.PHYSICAL_TIMER;
  }

  /// What is taken off the physical count. That of the physical timer counts in the regime of a
  /// guest only, and not while HCR_EL2.TGE is set; a guest's is known here by its stage 2.
  private static long offset(RegisterFile registers, GuestTimer timer) {
    boolean counts =
        timer == GuestTimer.VIRTUAL || (registers.read(HYP_CONFIGURATION) & STAGE_2) != 0;
    return counts ? registers.read(timer.offset()) : 0;
  }

  /// Picoseconds since the count reached the compare value; -1 if the timer has been set anew since
  /// its interrupt became pending.
  static long sinceExpiry(
      RegisterFile registers, GuestTimer timer, SystemCounter counter, long now) {
    long reached = registers.read(timer.compareValue()) + offset(registers, timer);
    return Math.max(-1, now - counter.picosAtCount(reached));
  }

  /// The guest's view of the counter that the timer compares with.
  static long count(RegisterFile registers, GuestTimer timer, SystemCounter counter, long now) {
    return counter.count(now) - offset(registers, timer);
  }
}
