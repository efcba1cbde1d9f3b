package io.interlock.actors.host.pe;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.Redistributor;
import io.interlock.actors.host.guest.TimerAccess;
import io.interlock.actors.host.plan.TimerIntids;
import io.interlock.engine.Sim;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hardware.timer.SystemCounter;

/// The EL1 timers of a PE, which are those of the guest that is loaded, and the timer of the host's
/// kernel that stands in for one that is emulated (`hrtimer`).
final class PeTimers {
  private final TimerLine virtualLine;
  private final TimerLine physicalLine;

  /// Those whose physical interrupt is active, as INTIDs in bits.
  private int active;

  /// When the timer that is emulated here expires or has expired, [SystemCounter#NEVER] if none is.
  private long emulatedExpiry = SystemCounter.NEVER;

  /// The host's timer has fired, and its interrupt waits to be taken.
  private boolean emulatedDue;

  PeTimers() {
    this(new TimerLine(GuestTimer.VIRTUAL), new TimerLine(GuestTimer.PHYSICAL));
  }

  private PeTimers(TimerLine virtualLine, TimerLine physicalLine) {
    this.virtualLine = virtualLine;
    this.physicalLine = physicalLine;
  }

  PeTimers copy() {
    PeTimers copy = new PeTimers(virtualLine.copy(), physicalLine.copy());
    copy.active = active;
    copy.emulatedExpiry = emulatedExpiry;
    copy.emulatedDue = emulatedDue;
    return copy;
  }

  /// A timer was programmed or has expired.
  void evaluate(Sim<PhysicalCpu.Command> sim, PeState pe) {
    virtualLine.evaluate(sim, pe.setup, pe.hardware.file());
    physicalLine.evaluate(sim, pe.setup, pe.hardware.file());
  }

  boolean isHigh(GuestTimer timer) {
    return timer == GuestTimer.VIRTUAL ? virtualLine.isHigh() : physicalLine.isHigh();
  }

  /// The INTIDs of lines that are high, as bits.
  int high(TimerIntids intids) {
    return (virtualLine.isHigh() ? 1 << intids.virtual() : 0)
        | (physicalLine.isHigh() ? 1 << intids.physical() : 0);
  }

  /// Makes the physical interrupts of timers active, so that their lines do not interrupt the host
  /// while the guest deals with them; or inactive, so that they do.
  ///
  /// @param which INTIDs, as bits
  /// @param wanted those of them that are to be active
  void setActive(PeState pe, int which, int wanted) {
    int changes = (active ^ wanted) & which;
    active ^= changes;
    for (int rest = changes; rest != 0; rest &= rest - 1) {
      int intid = Integer.numberOfTrailingZeros(rest);
      boolean now = (wanted & 1 << intid) != 0;
      pe.setup.redistributor().tell(new Redistributor.Command.SetActive(intid, now));
    }
  }

  /// The host's handler has left the interrupt of this PPI active.
  void forwarded(int intid) {
    active |= 1 << intid;
  }

  /// The guest has ended a virtual interrupt that is mapped to this PPI.
  void deactivated(int intid) {
    active &= IntId.isPpi(intid) ? ~(1 << intid) : ~0;
  }

  /// From now on a timer of the host's kernel fires at `expiryPicos` for one that is emulated, or
  /// none does (`soft_timer_start`, `soft_timer_cancel`).
  void emulate(Sim<PhysicalCpu.Command> sim, long expiryPicos) {
    if (expiryPicos == SystemCounter.NEVER && emulatedExpiry == SystemCounter.NEVER) {
      return;
    }
    emulatedExpiry = expiryPicos;
    emulatedDue = false;
    if (expiryPicos == SystemCounter.NEVER || expiryPicos <= sim.now()) {
      sim.disarm(PeAlarm.EMULATED_TIMER);
    } else {
      long delay = expiryPicos - sim.now();
      sim.arm(PeAlarm.EMULATED_TIMER, delay, new PhysicalCpu.Command.EmulatedTimerExpired());
    }
  }

  /// The host's timer fires.
  void emulatedFires(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (sim.now() < emulatedExpiry) {
      // Early, as after an adjustment of the host's clock (`kvm_hrtimer_expire`).
      emulate(sim, emulatedExpiry);
      return;
    }
    emulatedDue = true;
    if (sim.observed()) {
      long since = sim.now() - emulatedExpiry;
      sim.state(new Fact.HostInterruptRaised(pe.setup.index(), IntId.HYP_TIMER, since));
    }
  }

  /// Whether it wants to interrupt.
  boolean emulatedDue() {
    return emulatedDue;
  }

  /// Its handler begins (`kvm_hrtimer_expire`).
  void emulatedTaken() {
    emulatedDue = false;
  }

  /// Picoseconds since a timer of the guest that runs here has expired, or -1 if that is not known.
  long sinceExpiry(PeState pe, GuestTimer timer, long now) {
    if (TimerAccess.traps(pe.hardware.file(), timer) && emulatedExpiry != SystemCounter.NEVER) {
      return Math.max(-1, now - emulatedExpiry);
    }
    return TimerLine.sinceExpiry(pe.hardware.file(), timer, pe.setup.counter(), now);
  }
}
