package io.interlock.actors.fact;

/// Where time of vCPUs went while their threads ran, in picoseconds.
///
/// @param guestPicos in guests
/// @param trapPicos out of them because an access of a register trapped, until the next entry
/// @param interruptPicos out of them because a physical interrupt came
public record GuestTimes(long guestPicos, long trapPicos, long interruptPicos) {
  static final GuestTimes ZERO = new GuestTimes(0, 0, 0);

  GuestTimes plus(GuestTimes other) {
    return new GuestTimes(
        guestPicos + other.guestPicos,
        trapPicos + other.trapPicos,
        interruptPicos + other.interruptPicos);
  }
}
