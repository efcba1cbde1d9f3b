package io.interlock.hardware.spe;

import io.interlock.hardware.register.RegisterField;

/// The sampling counter: PMSICR_EL1 and what its jitter is drawn from.
///
/// It advances by any number of operations at once, to the same values and selections that
/// `SPEToCollectSample` gives one operation at a time.
///
/// @param count PMSICR_EL1.COUNT: operations until an interval ends; 0 means that the next
///     operation reloads it
/// @param extra PMSICR_EL1.ECOUNT: operations from the end of an interval to the one selected
/// @param chance the state from which jitter is drawn next
public record IntervalCounter(long count, int extra, long chance) {
  private static final RegisterField COUNT = SpeRegisters.PMSICR_EL1.field("COUNT");
  private static final RegisterField ECOUNT = SpeRegisters.PMSICR_EL1.field("ECOUNT");
  private static final RegisterField INTERVAL = SpeRegisters.PMSIRR_EL1.field("INTERVAL");
  private static final RegisterField RND = SpeRegisters.PMSIRR_EL1.field("RND");
  private static final int JITTER_MASK = 0xFF;
  private static final long NEVER = Long.MAX_VALUE;

  /// Where chance enters.
  public enum Jitter {
    NONE,
    /// An interval is longer by 0 to 255 operations.
    AT_START,
    /// An operation is selected 0 to 255 operations behind the end of an interval.
    AT_END
  }

  /// How far samples are apart.
  ///
  /// @param operations a multiple of 256; 0, which the manual leaves UNKNOWN, is taken as it stands
  public record Interval(long operations, Jitter jitter) {

    /// The interval that PMSIRR_EL1 asks for.
    ///
    /// @param secondCounter PMSIDR_EL1.ERnd
    public static Interval of(long intervalRegister, boolean secondCounter) {
      boolean random = RND.get(intervalRegister) == 1;
      Jitter jitter = secondCounter ? Jitter.AT_END : Jitter.AT_START;
      return new Interval(
          INTERVAL.place(INTERVAL.get(intervalRegister)), random ? jitter : Jitter.NONE);
    }
  }

  /// How far the counter went.
  ///
  /// @param operations that it counted
  /// @param selected whether the last of them is selected
  public record Step(long operations, boolean selected, IntervalCounter counter) {}

  /// The counter with the value of PMSICR_EL1.
  public static IntervalCounter of(long counterRegister, long chance) {
    return new IntervalCounter(
        COUNT.get(counterRegister), (int) ECOUNT.get(counterRegister), chance);
  }

  /// The value of PMSICR_EL1.
  public long register() {
    return COUNT.place(count) | ECOUNT.place(extra);
  }

  /// Counts up to `operations` operations, no further than to the first that is selected.
  public Step advance(Interval interval, long operations) {
    long left = operations;
    IntervalCounter now = this;
    while (left > 0) {
      long toExtra = now.operationsToExtra(interval);
      long step = Math.min(now.operationsToTurn(interval), toExtra);
      if (step == NEVER || step > left) {
        return new Step(operations, false, now.minus(left, interval));
      }
      left -= step;
      boolean selected = step == toExtra;
      if (now.count == 0) {
        now = now.minus(step, interval).reloaded(interval);
      } else if (step == now.count) {
        now = now.minus(step, interval).intervalEnded(interval);
        selected = now.extra == 0 || interval.jitter != Jitter.AT_END;
      } else {
        now = now.minus(step, interval);
      }
      if (selected) {
        return new Step(operations - left, true, now);
      }
    }
    return new Step(operations, false, now);
  }

  /// The fewest operations that hold so many selections, at least one.
  public long operationsAtLeast(long selections, Interval interval) {
    boolean due = interval.jitter == Jitter.AT_END && extra > 0;
    if (due && selections == 1) {
      return extra;
    }
    long ends = due ? selections - 2 : selections - 1;
    long first = count > 0 ? count : 1 + interval.operations;
    return Math.max(1, first + ends * interval.operations);
  }

  /// Operations until COUNT reaches zero, or is reloaded if it is there.
  private long operationsToTurn(Interval interval) {
    boolean reloadsToZero = interval.operations == 0 && interval.jitter != Jitter.AT_START;
    if (count == 0) {
      return reloadsToZero ? NEVER : 1;
    }
    return count;
  }

  private long operationsToExtra(Interval interval) {
    return extra > 0 && interval.jitter == Jitter.AT_END ? extra : NEVER;
  }

  /// Plain counting, with nothing happening on the way.
  private IntervalCounter minus(long operations, Interval interval) {
    long counted = Math.max(0, count - operations);
    boolean extraCounts = interval.jitter == Jitter.AT_END;
    int extraLeft = extraCounts ? (int) Math.max(0, extra - operations) : extra;
    return new IntervalCounter(counted, extraLeft, chance);
  }

  /// `SPEResetSampleCounter`: takes an operation and does not select it.
  private IntervalCounter reloaded(Interval interval) {
    if (interval.jitter != Jitter.AT_START) {
      return new IntervalCounter(interval.operations, extra, chance);
    }
    return new IntervalCounter(interval.operations | draw(), extra, Chance.next(chance));
  }

  private IntervalCounter intervalEnded(Interval interval) {
    return interval.jitter == Jitter.AT_END
        ? new IntervalCounter(count, draw(), Chance.next(chance))
        : this;
  }

  private int draw() {
    return (int) (Chance.bits(chance) & JITTER_MASK);
  }
}
