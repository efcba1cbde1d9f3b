package io.interlock.hardware.pmu;

import static io.interlock.hardware.pmu.PmuRegisters.CONTROL;
import static io.interlock.hardware.pmu.PmuRegisters.ENABLED;
import static io.interlock.hardware.pmu.PmuRegisters.HYP_CONTROL;
import static io.interlock.hardware.pmu.PmuRegisters.OVERFLOWS;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;

/// Which counters count what happens at an exception level (`CountPMUEvents`), in Non-secure state.
final class CountingRule {
  private static final long CYCLE_BIT = 1L << Pmu.CYCLE_COUNTER;
  private static final SysReg BUFFER_LIMIT = SysReg.named("PMBLIMITR_EL1");
  private static final SysReg BUFFER_STATUS = SysReg.named("PMBSR_EL1");
  private static final long BUFFER_FREEZES =
      BUFFER_LIMIT.field("PMFZ").mask() | BUFFER_LIMIT.field("E").mask();
  private static final long PROFILING_STOPPED = BUFFER_STATUS.field("S").mask();

  private final RegisterFile file;
  private final CounterRanges ranges;
  private final boolean freezes;
  private final boolean freezesWithProfiling;
  private final boolean freezesCyclesWithProfiling;
  private final boolean prohibitsCycles;
  private final boolean prohibitsEvents;

  CountingRule(RegisterFile file, PmuModel model, CounterRanges ranges) {
    this.file = file;
    this.ranges = ranges;
    this.prohibitsEvents = model.version().isAtLeast(PmuVersion.V3P1);
    this.prohibitsCycles = model.version().isAtLeast(PmuVersion.V3P5);
    this.freezes = model.version().isAtLeast(PmuVersion.V3P7);
    this.freezesWithProfiling = freezes && model.has(PmuFeature.PROFILING_FREEZE);
    this.freezesCyclesWithProfiling = model.has(PmuFeature.PROFILING_FREEZE_OF_CYCLES);
  }

  /// The counters, as bits, that count at that level.
  long counting(ExceptionLevel at) {
    long candidates = file.read(ENABLED) & ranges.switchedOn();
    if (candidates == 0) {
      return 0;
    }
    long stopped = prohibited(at) | frozenOnOverflow() | frozenWithProfiling();
    long counting = candidates & ~stopped;
    for (long rest = counting; rest != 0; rest &= rest - 1) {
      int n = Long.numberOfTrailingZeros(rest);
      if (isFiltered(file.read(PmuRegisters.type(n)), at)) {
        counting &= ~(1L << n);
      }
    }
    return counting;
  }

  /// PMCR_EL0.DP makes the cycle counter share the fate of the first range's event counters;
  /// MDCR_EL2.HCCD stops it at EL2 regardless.
  private long prohibited(ExceptionLevel at) {
    if (at != ExceptionLevel.EL2) {
      return 0;
    }
    long prohibited = prohibitsCycles && isSet(HYP_CONTROL, PmuRegisters.HCCD) ? CYCLE_BIT : 0;
    return prohibitsEvents && isSet(HYP_CONTROL, PmuRegisters.HPMD)
        ? prohibited | firstRangeWithItsCycles()
        : prohibited;
  }

  /// Whether overflows interrupt plays no part (`ShouldPMUFreeze`).
  private long frozenOnOverflow() {
    if (!freezes) {
      return 0;
    }
    long overflows = file.read(OVERFLOWS) & freezing();
    long frozen = (overflows & ranges.first()) == 0 ? 0 : firstRangeWithItsCycles();
    return (overflows & ranges.second()) == 0 ? frozen : frozen | ranges.second();
  }

  /// The counters, as bits, whose overflow stops those of their range: event counters and the
  /// instruction counter.
  long freezing() {
    if (!freezes) {
      return 0;
    }
    return (isSet(CONTROL, PmuRegisters.FZO) ? ranges.first() & ~CYCLE_BIT : 0)
        | (isSet(HYP_CONTROL, PmuRegisters.HPMFZO) ? ranges.second() : 0);
  }

  /// The counters, as bits, that no overflow stops.
  long neverFrozen() {
    return isSet(CONTROL, PmuRegisters.DP) ? 0 : CYCLE_BIT;
  }

  /// `SPEFreezeOnEvent`.
  private long frozenWithProfiling() {
    boolean stopped =
        freezesWithProfiling
            && (file.read(BUFFER_LIMIT) & BUFFER_FREEZES) == BUFFER_FREEZES
            && isSet(BUFFER_STATUS, PROFILING_STOPPED);
    if (!stopped) {
      return 0;
    }
    long first =
        freezesCyclesWithProfiling ? firstRangeWithItsCycles() : ranges.first() & ~CYCLE_BIT;
    return (isSet(CONTROL, PmuRegisters.FZS) ? first : 0)
        | (isSet(HYP_CONTROL, PmuRegisters.HPMFZS) ? ranges.second() : 0);
  }

  private long firstRangeWithItsCycles() {
    long first = ranges.first();
    return isSet(CONTROL, PmuRegisters.DP) ? first : first & ~CYCLE_BIT;
  }

  /// The filter of a PMEVTYPER, of PMCCFILTR or of PMICFILTR. Without EL3 NSK and NSU are RES0.
  private static boolean isFiltered(long type, ExceptionLevel at) {
    return switch (at) {
      case EL0 -> isSet(type, PmuRegisters.FILTER_U) != isSet(type, PmuRegisters.FILTER_NSU);
      case EL1 -> isSet(type, PmuRegisters.FILTER_P) != isSet(type, PmuRegisters.FILTER_NSK);
      case EL2 -> !isSet(type, PmuRegisters.FILTER_NSH);
    };
  }

  private boolean isSet(SysReg register, long bit) {
    return isSet(file.read(register), bit);
  }

  private static boolean isSet(long value, long bit) {
    return (value & bit) != 0;
  }
}
