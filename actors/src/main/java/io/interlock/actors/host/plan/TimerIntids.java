package io.interlock.actors.host.plan;

import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hardware.topology.ArchitectedTimer;
import org.jspecify.annotations.Nullable;

/// The PPIs of the EL1 timers: of the host, and the same of its guests.
///
/// @param virtual as Arm recommends it, 27
/// @param physical as Arm recommends it, 30
public record TimerIntids(int virtual, int physical) {
  private static final ArchitectedTimer USUAL = ArchitectedTimer.usual(1);

  /// Those of a host; the usual ones where it does not say.
  static TimerIntids of(ArchitectedTimer host) {
    return new TimerIntids(
        host.virtualIntid() == 0 ? USUAL.virtualIntid() : host.virtualIntid(),
        host.physicalIntid() == 0 ? USUAL.physicalIntid() : host.physicalIntid());
  }

  /// That of one of them.
  public int of(GuestTimer timer) {
    return timer == GuestTimer.VIRTUAL ? virtual : physical;
  }

  /// The timer that interrupts by this INTID, or null.
  public @Nullable GuestTimer timerOf(int intid) {
    return intid == virtual ? GuestTimer.VIRTUAL : intid == physical ? GuestTimer.PHYSICAL : null;
  }

  /// Both, as bits.
  public int bits() {
    return 1 << virtual | 1 << physical;
  }
}
