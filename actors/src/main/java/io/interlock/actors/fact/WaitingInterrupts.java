package io.interlock.actors.fact;

import java.util.Arrays;

/// Since when interrupts of one receiver wait to be taken, by INTID.
///
/// An interrupt that is raised again while it waits merges with the one before: the older wait
/// counts, since it is the longer.
final class WaitingInterrupts {
  /// In place of a time: none.
  static final long NONE = -1;

  private static final int PRIVATE_INTERRUPTS = 32;

  private long[] raisedAt = {};

  /// An interrupt was raised at that time.
  void raised(int intid, long atPicos) {
    if (intid >= raisedAt.length) {
      int before = raisedAt.length;
      raisedAt = Arrays.copyOf(raisedAt, Math.max(PRIVATE_INTERRUPTS, intid + 1));
      Arrays.fill(raisedAt, before, raisedAt.length, NONE);
    }
    if (raisedAt[intid] == NONE) {
      raisedAt[intid] = atPicos;
    }
  }

  /// It is not wanted any more.
  void withdrawn(int intid) {
    if (intid < raisedAt.length) {
      raisedAt[intid] = NONE;
    }
  }

  /// It is taken: how long it has waited, or [#NONE] if nobody knows.
  long taken(int intid, long atPicos) {
    if (intid >= raisedAt.length || raisedAt[intid] == NONE) {
      return NONE;
    }
    long waited = atPicos - raisedAt[intid];
    raisedAt[intid] = NONE;
    return waited;
  }
}
