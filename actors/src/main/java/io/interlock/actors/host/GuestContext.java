package io.interlock.actors.host;

import io.interlock.hypervisor.guest.GuestCode;
import io.interlock.hypervisor.guest.GuestCursor;

/// What of a guest travels with its vCPU and is not a system register: where it is in its program.
///
/// A context in a message is not changed any more; whoever goes on with it takes a copy.
///
/// @param cursor the next operation
/// @param profilingIntid the PPI that its SPE driver has, [IntId#NONE] without SPE
public record GuestContext(GuestCursor cursor, int profilingIntid) {
  /// At the first operation of `code`.
  public static GuestContext start(GuestCode code, int profilingIntid) {
    return new GuestContext(new GuestCursor(code), profilingIntid);
  }

  /// The guest is called back, or begun, with this in X0.
  public GuestContext withX0(long value) {
    GuestCursor next = cursor.copy();
    next.x0(value);
    return new GuestContext(next, profilingIntid);
  }

  /// The guest has read a register by an access that trapped, and got `value`.
  public GuestContext returned(long value) {
    GuestCursor next = cursor.copy();
    next.returned(value);
    return new GuestContext(next, profilingIntid);
  }
}
