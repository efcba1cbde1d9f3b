package io.interlock.hardware.pmu;

import static io.interlock.hardware.pmu.EventMix.NEVER;
import static io.interlock.hardware.pmu.PmuRegisters.CONTROL;
import static io.interlock.hardware.pmu.PmuRegisters.HYP_CONTROL;
import static io.interlock.hardware.pmu.PmuRegisters.OVERFLOWS;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;

/// The counters' values: how they advance by many events at once, where they overflow, and how far
/// it is to there (`IncrementEventCounter`, `IncrementCycleCounter`,
/// `IncrementInstructionCounter`).
///
/// No CHAIN crosses from one range to the other, which is CONSTRAINED UNPREDICTABLE.
final class Counters {
  private static final long LOW_HALF = 0xFFFF_FFFFL;
  private static final int CYCLE_DIVISOR = 64;

  private final transient RegisterFile file;
  private final transient CounterRanges ranges;
  private final transient int eventCounters;
  private final transient boolean wide;
  private final transient long eventMask;
  private long dividedCycles;

  Counters(RegisterFile file, PmuModel model, CounterRanges ranges) {
    this.file = file;
    this.ranges = ranges;
    this.eventCounters = model.eventCounters();
    this.wide = model.hasLongEventCounters();
    this.eventMask = model.version().eventMask();
  }

  /// Takes over what the registers of another do not tell.
  void continueFrom(Counters other) {
    dividedCycles = other.dividedCycles;
  }

  /// The event that the counter counts.
  int eventOf(int n) {
    return switch (n) {
      case Pmu.CYCLE_COUNTER -> PmuEvent.CPU_CYCLES;
      case Pmu.INSTRUCTION_COUNTER -> PmuEvent.INST_RETIRED;
      default -> (int) (file.read(PmuRegisters.type(n)) & eventMask);
    };
  }

  /// Sets counters to zero; their overflows stay.
  void zero(long counters) {
    for (long rest = counters; rest != 0; rest &= rest - 1) {
      int n = Long.numberOfTrailingZeros(rest);
      file.assign(PmuRegisters.counter(n), 0);
      if (n == Pmu.CYCLE_COUNTER) {
        dividedCycles = 0;
      }
    }
  }

  /// The event of the counter happens `times` times. The result is the counters that overflow by
  /// it, as bits.
  ///
  /// @param counting the counters that count at that moment, for the chain
  long advance(int n, long times, long counting) {
    return increment(n, n == Pmu.CYCLE_COUNTER ? undivided(times) : times, counting);
  }

  private long increment(int n, long times, long counting) {
    SysReg register = PmuRegisters.counter(n);
    long before = file.read(register);
    long after = before + times;
    boolean storesAll = wide || n >= Pmu.CYCLE_COUNTER;
    file.assign(register, storesAll ? after : after & LOW_HALF);
    long carries =
        isLong(n)
            ? (Long.compareUnsigned(after, before) < 0 ? 1 : 0)
            : ((before & LOW_HALF) + times) >>> 32;
    if (carries == 0) {
      return 0;
    }
    long bit = 1L << n;
    file.setBits(OVERFLOWS, bit);
    return chains(n, counting) ? bit | increment(n + 1, carries, counting) : bit;
  }

  /// Whether overflows of the counter are the events of the next one.
  private boolean chains(int n, long counting) {
    int next = n + 1;
    return n % 2 == 0
        && next < eventCounters
        && (counting & 1L << next) != 0
        && !isLong(n)
        && ranges.inFirstRange(n) == ranges.inFirstRange(next)
        && eventOf(next) == PmuEvent.CHAIN;
  }

  /// The cycles in which the counter overflows, that last one included, or [EventMix#NEVER]. It
  /// must count.
  ///
  /// @param counting the counters that count
  long cyclesUntilOverflow(int n, EventMix mix, long from, long counting) {
    long left = left(n);
    int event = eventOf(n);
    if (n == Pmu.CYCLE_COUNTER && divides()) {
      return left > NEVER / CYCLE_DIVISOR ? NEVER : left * CYCLE_DIVISOR - dividedCycles;
    }
    if (event != PmuEvent.CHAIN) {
      return mix.cyclesUntil(event, from, left);
    }
    int low = n - 1;
    boolean chained = n % 2 == 1 && (counting & 1L << low) != 0 && chains(low, counting);
    if (!chained || left > NEVER >>> 33) {
      return NEVER;
    }
    return mix.cyclesUntil(eventOf(low), from, left(low) + ((left - 1) << 32));
  }

  /// Events until the counter overflows, [EventMix#NEVER] if they do not fit.
  private long left(int n) {
    long value = file.read(PmuRegisters.counter(n));
    long left = isLong(n) ? -value : (LOW_HALF + 1) - (value & LOW_HALF);
    return left <= 0 ? NEVER : left;
  }

  /// Cycles that the cycle counter counts, of those that happen.
  private long undivided(long cycles) {
    if (!divides()) {
      return cycles;
    }
    long waiting = dividedCycles + cycles;
    dividedCycles = waiting % CYCLE_DIVISOR;
    return waiting / CYCLE_DIVISOR;
  }

  private boolean divides() {
    return isSet(CONTROL, PmuRegisters.D) && !isSet(CONTROL, PmuRegisters.LC);
  }

  /// Whether the counter overflows at its 64th bit rather than its 32nd.
  private boolean isLong(int n) {
    if (n >= Pmu.CYCLE_COUNTER) {
      return n == Pmu.INSTRUCTION_COUNTER || isSet(CONTROL, PmuRegisters.LC);
    }
    return wide
        && (ranges.inFirstRange(n)
            ? isSet(CONTROL, PmuRegisters.LP)
            : isSet(HYP_CONTROL, PmuRegisters.HLP));
  }

  private boolean isSet(SysReg register, long bit) {
    return (file.read(register) & bit) != 0;
  }
}
