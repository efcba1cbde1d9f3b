package io.interlock.hardware.pmu;

import static io.interlock.hardware.pmu.PmuRegisters.ENABLED;
import static io.interlock.hardware.pmu.PmuRegisters.HYP_CONTROL;
import static io.interlock.hardware.pmu.PmuRegisters.INTERRUPTS;
import static io.interlock.hardware.pmu.PmuRegisters.OVERFLOWS;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;

/// The performance monitors of one PE: event counters 0 to `eventCounters - 1`, the cycle counter,
/// the instruction counter where there is one, and the split that MDCR_EL2.HPMN makes between them.
///
/// Register values are kept in the PE's register file, MDCR_EL2 among them; this class knows what
/// accesses and events do to them. A PE tells it what ran, in stretches of any length; a stretch
/// takes as long to account for as there are counters enabled. Before an access, what ran so far
/// must be told.
///
/// Its state, beside the registers, is what the cycle counter's divider has seen.
public final class Pmu {
  /// The bit and index of the cycle counter.
  public static final int CYCLE_COUNTER = 31;

  /// The bit and index of the instruction counter.
  public static final int INSTRUCTION_COUNTER = 32;

  /// Stands for no counter at all.
  public static final int NO_COUNTER = PmuRegisters.NOT_INDEXED;

  /// An event that never overflows a counter.
  public static final long NEVER = EventMix.NEVER;

  private final transient RegisterFile file;
  private final transient PmuModel model;
  private final transient WriteMasks masks;
  private final transient CounterRanges ranges;
  private final transient CountingRule rule;
  private final Counters counters;
  private final transient PmuAccess access;

  /// A PMU over the registers of its PE.
  public Pmu(RegisterFile file, PmuModel model) {
    this(file, model, WriteMasks.of(model));
  }

  private Pmu(RegisterFile file, PmuModel model, WriteMasks masks) {
    this.file = file;
    this.model = model;
    this.masks = masks;
    this.ranges = new CounterRanges(file, model);
    this.rule = new CountingRule(file, model, ranges);
    this.counters = new Counters(file, model, ranges);
    this.access = new PmuAccess(file, model, masks, ranges, counters);
  }

  /// The same PMU over another register file, which is a copy of the first.
  public Pmu over(RegisterFile copiedFile) {
    Pmu copy = new Pmu(copiedFile, model, masks);
    copy.counters.continueFrom(counters);
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

  /// The number of the counter whose value or event the register is, [#NO_COUNTER] if it is
  /// another register, or reaches one that PMSELR_EL0 chooses.
  public static int counterOf(SysReg register) {
    return PmuRegisters.counterOf(register);
  }

  /// What it is built like.
  public PmuModel model() {
    return model;
  }

  /// How many event counters code there can reach (`GetNumEventCountersAccessible`).
  public int accessibleCounters(ExceptionLevel from) {
    return ranges.accessibleCounters(from);
  }

  /// The bits of PMCNTEN, PMINTEN and PMOVS that code there can reach (`GetPMUAccessMask`).
  public long accessMask(ExceptionLevel from) {
    return ranges.accessMask(from);
  }

  /// Whether an access takes effect, or what exception it makes instead.
  ///
  /// @param write or else a read
  public AccessOutcome outcome(SysReg register, boolean write, ExceptionLevel from) {
    return PmuTraps.outcome(register, write, from, file, model);
  }

  /// What `MRS` returns there, if it takes effect.
  public long read(SysReg register, ExceptionLevel from) {
    return access.read(register, from);
  }

  /// What `MSR` does there, if it takes effect.
  public void write(SysReg register, long value, ExceptionLevel from) {
    if (register == PmuRegisters.SOFTWARE_INCREMENT) {
      softwareIncrement(value, from);
    } else {
      access.write(register, value, from);
    }
  }

  /// The register that an access really reaches: that of the selected counter for the indirect
  /// ones, else the register itself.
  public SysReg reached(SysReg register) {
    return access.reached(register);
  }

  /// Whether no counter counts anything, whatever happens.
  public boolean idle() {
    return file.read(ENABLED) == 0;
  }

  /// Whether no counter counts at that level, whatever happens there, until a register is written.
  public boolean quiet(ExceptionLevel at) {
    return rule.counting(at) == 0;
  }

  /// The PE computes at that level. The counters that overflow by it are the result, as bits;
  /// those whose overflow was pending already are among them.
  ///
  /// @param from cycles that have gone before since the mix began, modulo
  ///     [EventMix#PERIOD_CYCLES]
  public long run(EventMix mix, long from, long cycles, ExceptionLevel at) {
    long overflowed = 0;
    long begin = from;
    long left = idle() ? 0 : cycles;
    // An overflow can stop the counters of its range. Two ranges can stop, so three turns are most.
    while (left > 0) {
      long counting = rule.counting(at);
      long stretch = Math.min(left, cyclesUntilFreeze(mix, begin, counting));
      overflowed |= advance(mix, begin, stretch, counting);
      begin = (begin + stretch) % EventMix.PERIOD_CYCLES;
      left -= stretch;
    }
    return overflowed;
  }

  private long advance(EventMix mix, long from, long cycles, long counting) {
    long overflowed = 0;
    for (long rest = counting; rest != 0; rest &= rest - 1) {
      int n = Long.numberOfTrailingZeros(rest);
      long times = mix.times(counters.eventOf(n), from, cycles);
      if (times != 0) {
        overflowed |= counters.advance(n, times, counting);
      }
    }
    return overflowed;
  }

  /// Cycles until an overflow stops counters that count now.
  private long cyclesUntilFreeze(EventMix mix, long from, long counting) {
    long freezing = counting & rule.freezing();
    return freezing == 0 ? NEVER : cyclesUntilOverflow(freezing, mix, from, counting);
  }

  private long cyclesUntilOverflow(long which, EventMix mix, long from, long counting) {
    long nearest = NEVER;
    for (long rest = which; rest != 0; rest &= rest - 1) {
      int n = Long.numberOfTrailingZeros(rest);
      nearest = Math.min(nearest, counters.cyclesUntilOverflow(n, mix, from, counting));
    }
    return nearest;
  }

  /// An event of another kind than the PE's computing happens `times` times at that level. The
  /// counters that overflow by it are the result, as bits.
  public long count(int event, long times, ExceptionLevel at) {
    return idle() || times == 0 ? 0 : countOn(-1, event, times, at);
  }

  private long countOn(long which, int event, long times, ExceptionLevel at) {
    long counting = rule.counting(at);
    long overflowed = 0;
    for (long rest = counting & which; rest != 0; rest &= rest - 1) {
      int n = Long.numberOfTrailingZeros(rest);
      if (counters.eventOf(n) == event) {
        overflowed |= counters.advance(n, times, counting);
      }
    }
    return overflowed;
  }

  private void softwareIncrement(long value, ExceptionLevel from) {
    // PMUSERENR_EL0.SW lets EL0 increment counters that PMUACR_EL1 keeps from it.
    long reach =
        (file.read(PmuRegisters.USER_ENABLE) & PmuRegisters.USER_SW) == 0
            ? ranges.accessMask(from)
            : ranges.accessibleEventBits(from);
    long _ = countOn(value & reach, PmuEvent.SW_INCR, 1, from);
  }

  /// The cycles that the PE can compute there before the interrupt line rises, that last one
  /// included; [#NEVER] if it does not.
  ///
  /// @param from as for [#run]
  public long cyclesUntilInterrupt(EventMix mix, long from, ExceptionLevel at) {
    long interrupting = file.read(ENABLED) & file.read(INTERRUPTS) & ~file.read(OVERFLOWS);
    if (interrupting == 0) {
      return NEVER;
    }
    long counting = rule.counting(at);
    return Math.min(
        cyclesUntilInterrupt(interrupting, ranges.first(), mix, from, counting),
        cyclesUntilInterrupt(interrupting, ranges.second(), mix, from, counting));
  }

  /// Where overflows stop their range, one that does not interrupt can come before.
  private long cyclesUntilInterrupt(
      long interrupting, long range, EventMix mix, long from, long counting) {
    long candidates = counting & interrupting & range;
    long cycles = cyclesUntilOverflow(candidates, mix, from, counting);
    return cycles == NEVER || cycles <= cyclesUntilFreeze(mix, from, counting & range)
        ? cycles
        : cyclesUntilOverflow(candidates & rule.neverFrozen(), mix, from, counting);
  }

  /// The level of the PMU's interrupt line (`CheckPMUOverflowCondition`).
  public boolean interruptLine() {
    return interrupting() != 0;
  }

  /// The counters, as bits, whose overflow holds the interrupt line high: enabled for interrupts
  /// and in a range that is switched on. Whether they are enabled to count plays no part.
  public long interrupting() {
    long overflows = file.read(OVERFLOWS) & file.read(INTERRUPTS);
    return overflows == 0 ? 0 : overflows & ranges.switchedOn();
  }

  /// The bits of the first range: event counters below HPMN, cycle and instruction counter.
  public long firstRange() {
    return ranges.first();
  }

  /// The bits of the second range: event counters from HPMN on.
  public long secondRange() {
    return ranges.second();
  }

  /// Whether the counter counts its event at that level (`CountPMUEvents`).
  boolean counts(int n, ExceptionLevel at) {
    return (rule.counting(at) & 1L << n) != 0;
  }
}
