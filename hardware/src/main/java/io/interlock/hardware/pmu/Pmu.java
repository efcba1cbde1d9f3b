package io.interlock.hardware.pmu;

import static io.interlock.hardware.pmu.PmuRegisters.CONTROL;
import static io.interlock.hardware.pmu.PmuRegisters.CYCLES;
import static io.interlock.hardware.pmu.PmuRegisters.ENABLED;
import static io.interlock.hardware.pmu.PmuRegisters.HYP_CONTROL;
import static io.interlock.hardware.pmu.PmuRegisters.INTERRUPTS;
import static io.interlock.hardware.pmu.PmuRegisters.NOT_INDEXED;
import static io.interlock.hardware.pmu.PmuRegisters.OVERFLOWS;
import static io.interlock.hardware.pmu.PmuRegisters.SELECTED_COUNTER;
import static io.interlock.hardware.pmu.PmuRegisters.SELECTED_TYPE;
import static io.interlock.hardware.pmu.PmuRegisters.SELECTOR;
import static io.interlock.hardware.pmu.PmuRegisters.SOFTWARE_INCREMENT;
import static io.interlock.hardware.pmu.PmuRegisters.USER_ENABLE;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;

/// The performance monitors of one PE: event counters 0 to `eventCounters - 1`, the cycle counter,
/// and the split that MDCR_EL2.HPMN makes between them.
///
/// The *first range* is the event counters below HPMN and the cycle counter, and PMCR_EL0.E
/// switches it; the *second range* is the event counters from HPMN on, which only EL2 can reach and
/// MDCR_EL2.HPME switches.
///
/// Register values are kept in the PE's register file, MDCR_EL2 among them; this class knows what
/// accesses and events do to them. What the manual leaves CONSTRAINED UNPREDICTABLE is decided in
/// the way that does least: counters out of reach read as zero and ignore writes, HPMN above the
/// number of counters means all of them, and no CHAIN crosses from one range to the other.
public final class Pmu {
  /// The bit and index of the cycle counter.
  public static final int CYCLE_COUNTER = 31;

  /// An event that never overflows a counter.
  public static final long NEVER = Long.MAX_VALUE;

  private static final long CYCLE_BIT = 1L << CYCLE_COUNTER;
  private static final long LOW_HALF = 0xFFFF_FFFFL;
  private static final long SELECTOR_MASK = 0x1F;
  private static final long USER_ENABLE_MASK = 0xF;
  private static final long EVENT_MASK = 0xFFFF;
  private static final int CYCLE_DIVISOR = 64;
  private static final long STORED_CONTROL = 0xFF & ~(PmuRegisters.P | PmuRegisters.C);

  private final RegisterFile file;
  private final int eventCounters;
  private final boolean wide;
  private long dividedCycles;

  /// A PMU over the registers of its PE.
  ///
  /// @param eventCounters PMCR_EL0.N as EL2 sees it, 0 to 31
  /// @param wide whether event counters store 64 bits (FEAT_PMUv3p5)
  public Pmu(RegisterFile file, int eventCounters, boolean wide) {
    if (eventCounters < 0 || eventCounters > CYCLE_COUNTER) {
      throw new IllegalArgumentException(
          eventCounters + " event counters; allowed: 0 to " + CYCLE_COUNTER);
    }
    this.file = file;
    this.eventCounters = eventCounters;
    this.wide = wide;
  }

  /// The same PMU over another register file, which is a copy of the first.
  public Pmu over(RegisterFile copiedFile) {
    Pmu copy = new Pmu(copiedFile, eventCounters, wide);
    copy.dividedCycles = dividedCycles;
    return copy;
  }

  /// Whether an access of this register is the PMU's business.
  public static boolean contains(SysReg register) {
    return PmuRegisters.contains(register);
  }

  /// Whether a write of this register can change the level of the interrupt line.
  public static boolean watches(SysReg register) {
    return PmuRegisters.contains(register) || register == HYP_CONTROL;
  }

  /// How many event counters there are.
  public int eventCounters() {
    return eventCounters;
  }

  /// How many event counters code there can reach (`GetNumEventCountersAccessible`).
  public int accessibleCounters(ExceptionLevel from) {
    return from == ExceptionLevel.EL2 ? eventCounters : firstRangeCounters();
  }

  /// The bits of PMCNTEN, PMINTEN and PMOVS that code there can reach (`GetPMUAccessMask`).
  public long accessMask(ExceptionLevel from) {
    return CYCLE_BIT | belowBit(accessibleCounters(from));
  }

  /// What `MRS` returns there.
  public long read(SysReg register, ExceptionLevel from) {
    if (register == CONTROL) {
      return PmuRegisters.N.with(file.read(CONTROL), accessibleCounters(from));
    }
    if (isBitmask(register)) {
      return file.read(register) & accessMask(from);
    }
    SysReg reached = reached(register);
    return isOutOfReach(reached, from) ? 0 : file.read(reached);
  }

  /// What `MSR` does there.
  public void write(SysReg register, long value, ExceptionLevel from) {
    if (register == CONTROL) {
      writeControl(value, from);
    } else if (isBitmask(register)) {
      file.write(register, value & accessMask(from));
    } else if (register == SELECTOR) {
      file.assign(SELECTOR, value & SELECTOR_MASK);
    } else if (register == USER_ENABLE) {
      file.assign(USER_ENABLE, value & USER_ENABLE_MASK);
    } else if (register == SOFTWARE_INCREMENT) {
      countOn(value & belowBit(accessibleCounters(from)), PmuEvent.SW_INCR, 1, from);
    } else {
      writeIndexed(reached(register), value, from);
    }
  }

  private void writeIndexed(SysReg register, long value, ExceptionLevel from) {
    if (!isOutOfReach(register, from)) {
      boolean narrow = PmuRegisters.counterIndex(register) != NOT_INDEXED && !wide;
      file.assign(register, narrow ? value & LOW_HALF : value);
    }
  }

  /// P and C act once and are not stored. P written below EL2 leaves the second range alone.
  private void writeControl(long value, ExceptionLevel from) {
    file.assign(CONTROL, value & STORED_CONTROL);
    if ((value & PmuRegisters.P) != 0) {
      for (int n = 0; n < accessibleCounters(from); n++) {
        file.assign(counterAt(n), 0);
      }
    }
    if ((value & PmuRegisters.C) != 0) {
      file.assign(CYCLES, 0);
      dividedCycles = 0;
    }
  }

  /// The register that an access really reaches: that of the selected counter for the indirect
  /// ones, else the register itself.
  public SysReg reached(SysReg register) {
    if (register == SELECTED_TYPE) {
      return typeAt(selected());
    }
    boolean counter = register == SELECTED_COUNTER && selected() != CYCLE_COUNTER;
    return counter ? counterAt(selected()) : register;
  }

  /// Whether no counter counts anything, whatever happens.
  public boolean idle() {
    return file.read(ENABLED) == 0;
  }

  /// An event happens `times` times while the PE runs at that level. The counters that overflow by
  /// it are the result, as bits; those whose overflow was pending already are among them.
  public long count(int event, long times, ExceptionLevel at) {
    if (idle() || times == 0) {
      return 0;
    }
    long overflowed = countOn(belowBit(eventCounters), event, times, at);
    if (event == PmuEvent.CPU_CYCLES && counts(CYCLE_COUNTER, at)) {
      overflowed |= increment(CYCLE_COUNTER, undivided(times), at);
    }
    return overflowed;
  }

  private long countOn(long counters, int event, long times, ExceptionLevel at) {
    long overflowed = 0;
    for (long rest = counters & file.read(ENABLED); rest != 0; rest &= rest - 1) {
      int n = Long.numberOfTrailingZeros(rest);
      if (eventOf(n) == event && counts(n, at)) {
        overflowed |= increment(n, times, at);
      }
    }
    return overflowed;
  }

  /// How many times the event can happen there before it raises the interrupt line, that last time
  /// included; [#NEVER] if it does not.
  public long timesUntilInterrupt(int event, ExceptionLevel at) {
    long interrupting = file.read(ENABLED) & file.read(INTERRUPTS) & ~file.read(OVERFLOWS);
    long nearest = NEVER;
    for (long rest = interrupting; rest != 0; rest &= rest - 1) {
      int n = Long.numberOfTrailingZeros(rest);
      boolean affected =
          n == CYCLE_COUNTER
              ? event == PmuEvent.CPU_CYCLES
              : n < eventCounters && eventOf(n) == event;
      if (affected && counts(n, at)) {
        nearest = Math.min(nearest, timesUntilOverflow(n));
      }
    }
    return nearest;
  }

  private long timesUntilOverflow(int n) {
    long value = file.read(counterAt(n));
    long left = isLong(n) ? -value : (LOW_HALF + 1) - (value & LOW_HALF);
    boolean tooFar = left <= 0 || (divides(n) && left > NEVER / CYCLE_DIVISOR);
    if (tooFar) {
      return NEVER;
    }
    return divides(n) ? left * CYCLE_DIVISOR - dividedCycles : left;
  }

  /// The level of the PMU's interrupt line (`CheckPMUOverflowCondition`).
  public boolean interruptLine() {
    return interrupting() != 0;
  }

  /// The counters, as bits, whose overflow holds the interrupt line high: enabled for interrupts
  /// and in a range that is switched on. Whether they are enabled to count plays no part.
  public long interrupting() {
    long overflows = file.read(OVERFLOWS) & file.read(INTERRUPTS);
    return overflows == 0 ? 0 : overflows & (switchedOn(true) | switchedOn(false));
  }

  /// The bits of the first range: event counters below HPMN and the cycle counter.
  public long firstRange() {
    return CYCLE_BIT | belowBit(firstRangeCounters());
  }

  /// The bits of the second range.
  public long secondRange() {
    return belowBit(eventCounters) & ~firstRange();
  }

  private long switchedOn(boolean first) {
    if (first) {
      return isSet(CONTROL, PmuRegisters.E) ? firstRange() : 0;
    }
    return isSet(HYP_CONTROL, PmuRegisters.HPME) ? secondRange() : 0;
  }

  /// `CountPMUEvents`: whether the counter counts its event at that level.
  boolean counts(int n, ExceptionLevel at) {
    boolean first = inFirstRange(n);
    long bit = 1L << n;
    return (file.read(ENABLED) & switchedOn(first) & bit) != 0
        && !isProhibited(n, first, at)
        && !isFiltered(file.read(typeAt(n)), at);
  }

  private boolean isProhibited(int n, boolean first, ExceptionLevel at) {
    if (at != ExceptionLevel.EL2 || !first) {
      return false;
    }
    boolean eventsProhibited = isSet(HYP_CONTROL, PmuRegisters.HPMD);
    return n == CYCLE_COUNTER
        ? isSet(HYP_CONTROL, PmuRegisters.HCCD)
            || (eventsProhibited && isSet(CONTROL, PmuRegisters.DP))
        : eventsProhibited;
  }

  /// The filter of a PMEVTYPER or of PMCCFILTR in Non-secure state, with EL3.
  private static boolean isFiltered(long type, ExceptionLevel at) {
    return switch (at) {
      case EL0 -> isSet(type, PmuRegisters.FILTER_U) != isSet(type, PmuRegisters.FILTER_NSU);
      case EL1 -> isSet(type, PmuRegisters.FILTER_P) != isSet(type, PmuRegisters.FILTER_NSK);
      case EL2 -> !isSet(type, PmuRegisters.FILTER_NSH);
    };
  }

  /// `IncrementEventCounter` and `IncrementCycleCounter`, for many increments at once.
  private long increment(int n, long times, ExceptionLevel at) {
    long before = file.read(counterAt(n));
    long after = before + times;
    boolean storesAll = wide || n == CYCLE_COUNTER;
    file.assign(counterAt(n), storesAll ? after : after & LOW_HALF);
    long carries =
        isLong(n)
            ? (Long.compareUnsigned(after, before) < 0 ? 1 : 0)
            : ((before & LOW_HALF) + times) >>> 32;
    if (carries == 0) {
      return 0;
    }
    long bit = 1L << n;
    file.setBits(OVERFLOWS, bit);
    return bit | chain(n, carries, at);
  }

  private long chain(int n, long carries, ExceptionLevel at) {
    int next = n + 1;
    boolean chains =
        !isLong(n)
            && n % 2 == 0
            && next < eventCounters
            && inFirstRange(n) == inFirstRange(next)
            && eventOf(next) == PmuEvent.CHAIN
            && counts(next, at);
    return chains ? increment(next, carries, at) : 0;
  }

  /// Cycles that the cycle counter counts, of those that happen.
  private long undivided(long cycles) {
    if (!divides(CYCLE_COUNTER)) {
      return cycles;
    }
    long waiting = dividedCycles + cycles;
    dividedCycles = waiting % CYCLE_DIVISOR;
    return waiting / CYCLE_DIVISOR;
  }

  private boolean divides(int n) {
    return n == CYCLE_COUNTER && isSet(CONTROL, PmuRegisters.D) && !isSet(CONTROL, PmuRegisters.LC);
  }

  /// Whether the counter overflows at its 64th bit rather than its 32nd.
  private boolean isLong(int n) {
    if (n == CYCLE_COUNTER) {
      return isSet(CONTROL, PmuRegisters.LC);
    }
    boolean asked =
        inFirstRange(n) ? isSet(CONTROL, PmuRegisters.LP) : isSet(HYP_CONTROL, PmuRegisters.HLP);
    return wide && asked;
  }

  private boolean inFirstRange(int n) {
    return n == CYCLE_COUNTER || n < firstRangeCounters();
  }

  private int firstRangeCounters() {
    return (int) Math.min(PmuRegisters.HPMN.get(file.read(HYP_CONTROL)), eventCounters);
  }

  private int selected() {
    return (int) file.read(SELECTOR);
  }

  private int eventOf(int n) {
    return (int) (file.read(typeAt(n)) & EVENT_MASK);
  }

  private boolean isOutOfReach(SysReg register, ExceptionLevel from) {
    int n = Math.max(PmuRegisters.counterIndex(register), PmuRegisters.typeIndex(register));
    return n != NOT_INDEXED && n >= accessibleCounters(from);
  }

  private static boolean isBitmask(SysReg register) {
    int slot = register.slot();
    return slot == ENABLED.slot() || slot == INTERRUPTS.slot() || slot == OVERFLOWS.slot();
  }

  private static SysReg counterAt(int n) {
    return PmuRegisters.counter(n);
  }

  private static SysReg typeAt(int n) {
    return PmuRegisters.type(n);
  }

  private boolean isSet(SysReg register, long bit) {
    return isSet(file.read(register), bit);
  }

  private static boolean isSet(long value, long bit) {
    return (value & bit) != 0;
  }

  private static long belowBit(int n) {
    return (1L << n) - 1;
  }
}
