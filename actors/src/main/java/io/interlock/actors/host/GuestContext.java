package io.interlock.actors.host;

import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.guest.GuestCode;
import io.interlock.hypervisor.guest.GuestCursor;

/// What of a guest travels with its vCPU and is not a system register: where it is in its program.
///
/// A context in a message is not changed any more; whoever goes on with it takes a copy.
///
/// @param cursor the next operation
/// @param handling INTID that its interrupt handler acknowledged, [IntId#NONE] outside a handler
public record GuestContext(GuestCursor cursor, int handling) {
  /// At the first operation of `code`.
  static GuestContext start(GuestCode code) {
    return new GuestContext(new GuestCursor(code), IntId.NONE);
  }
}
