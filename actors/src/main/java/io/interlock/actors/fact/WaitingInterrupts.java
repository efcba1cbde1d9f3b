package io.interlock.actors.fact;

import java.util.Arrays;

/// Since when interrupts of one receiver wait to be taken, by INTID.
///
/// An interrupt that is raised again while it waits merges with the one before: the older wait
/// counts, since it is the longer. A sender states what it does at the end of the time that it
/// spends on it, so an interrupt may be known here before the receiver takes an earlier one of the
/// same number, and stays for the next time.
final class WaitingInterrupts {
  /// In place of a time: none.
  static final long NONE = -1;

  private static final int PRIVATE_INTERRUPTS = 32;

  private long[] oldest = {};
  private long[] newest = {};

  /// An interrupt was raised at that time.
  void raised(int intid, long atPicos) {
    if (intid >= oldest.length) {
      int length = Math.max(PRIVATE_INTERRUPTS, intid + 1);
      oldest = extended(oldest, length);
      newest = extended(newest, length);
    }
    oldest[intid] = oldest[intid] == NONE ? atPicos : Math.min(oldest[intid], atPicos);
    newest[intid] = Math.max(newest[intid], atPicos);
  }

  private static long[] extended(long[] times, int length) {
    long[] longer = Arrays.copyOf(times, length);
    Arrays.fill(longer, times.length, length, NONE);
    return longer;
  }

  /// It is not wanted any more.
  void withdrawn(int intid) {
    if (intid < oldest.length) {
      keepNone(intid);
    }
  }

  /// It is taken: how long it has waited, or [#NONE] if nobody knows.
  long taken(int intid, long atPicos) {
    if (intid >= oldest.length || oldest[intid] == NONE || oldest[intid] > atPicos) {
      return NONE;
    }
    long waited = atPicos - oldest[intid];
    if (newest[intid] > atPicos) {
      oldest[intid] = newest[intid];
    } else {
      keepNone(intid);
    }
    return waited;
  }

  private void keepNone(int intid) {
    oldest[intid] = NONE;
    newest[intid] = NONE;
  }
}
