package io.interlock.actors.host.pe;

import io.interlock.hardware.pmu.EventMix;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hypervisor.guest.GuestCursor;
import io.interlock.hypervisor.guest.GuestMix;

/// What a guest executes, as far as counters care.
///
/// @param from where in the mix it begins, see [EventMix]
record Execution(EventMix mix, long from, ExceptionLevel at) {

  /// What the guest computes there at present.
  static Execution of(PeState pe, GuestCursor cursor) {
    EventMix mix =
        cursor.mix() == GuestMix.PLAIN ? EventMix.ONE_INSTRUCTION_A_CYCLE : pe.setup.typicalMix();
    return new Execution(
        mix, cursor.mixPhase(), cursor.inUserSpace() ? ExceptionLevel.EL0 : ExceptionLevel.EL1);
  }
}
