package io.interlock.actors.host.vcpu;

import io.interlock.actors.host.GuestContext;
import io.interlock.actors.host.GuestExit;
import org.jspecify.annotations.Nullable;

/// Where a vCPU's guest goes on, and what is still to be done about its last exit.
final class LastExit {
  private GuestContext guest;
  private @Nullable GuestExit exit;
  private boolean claims;

  private LastExit(GuestContext guest) {
    this.guest = guest;
  }

  /// Before the first entry of a guest that begins there.
  static LastExit none(GuestContext start) {
    return new LastExit(start);
  }

  LastExit copy() {
    LastExit copy = new LastExit(guest);
    copy.exit = exit;
    copy.claims = claims;
    return copy;
  }

  GuestContext guest() {
    return guest;
  }

  /// The guest goes on there: what it was left for has changed it.
  void resume(GuestContext resumed) {
    guest = resumed;
  }

  /// The guest begins anew there.
  void begin(GuestContext start) {
    guest = start;
    exit = null;
    claims = false;
  }

  /// An answer of the PE, with the exit if there was one.
  void answered(@Nullable GuestExit next) {
    if (next != null) {
      exit = next;
      guest = next.context();
    }
  }

  /// The exit that is to be handled, or null.
  @Nullable GuestExit peek() {
    return exit;
  }

  /// The exit that is handled now; from then on it is not due any more.
  GuestExit take() {
    GuestExit taken = exit;
    if (taken == null) {
      throw new IllegalStateException("a vCPU left a guest that it never entered");
    }
    exit = null;
    claims = false;
    return taken;
  }

  /// Before it can be handled, the guest gets its performance counters.
  void claim() {
    claims = true;
  }

  /// Whether the guest got, or is to get, its performance counters because of this exit.
  boolean claims() {
    return claims;
  }
}
