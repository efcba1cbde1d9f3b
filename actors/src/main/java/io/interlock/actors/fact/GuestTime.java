package io.interlock.actors.fact;

/// Where the time of one vCPU goes while its thread runs: in the guest, or out of it, and what for.
final class GuestTime {
  private static final long NONE = -1;

  private long enteredAt = NONE;
  private long leftAt = NONE;
  private ExitReason reason = ExitReason.IRQ;
  private long guestPicos;
  private long trapPicos;
  private long interruptPicos;

  void entered(long now) {
    settleOutside(now);
    enteredAt = now;
  }

  void left(long now, ExitReason why) {
    settleGuest(now);
    leftAt = now;
    reason = why;
  }

  /// The thread loses its PE: what it does about the exit is at its end.
  void switchedOut(long now) {
    settleOutside(now);
  }

  private void settleGuest(long now) {
    guestPicos += enteredAt == NONE ? 0 : now - enteredAt;
    enteredAt = NONE;
  }

  private void settleOutside(long now) {
    long passed = leftAt == NONE ? 0 : now - leftAt;
    leftAt = NONE;
    trapPicos += reason == ExitReason.SYSTEM_REGISTER ? passed : 0;
    interruptPicos += reason == ExitReason.IRQ ? passed : 0;
  }

  /// What has come together until now.
  GuestTimes until(long now) {
    return new GuestTimes(
        guestPicos + (enteredAt == NONE ? 0 : now - enteredAt), trapPicos, interruptPicos);
  }
}
