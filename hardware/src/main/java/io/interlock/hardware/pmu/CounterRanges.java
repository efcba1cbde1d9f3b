package io.interlock.hardware.pmu;

import static io.interlock.hardware.pmu.PmuRegisters.CONTROL;
import static io.interlock.hardware.pmu.PmuRegisters.HYP_CONTROL;
import static io.interlock.hardware.pmu.PmuRegisters.USER_ENABLE;
import static io.interlock.hardware.pmu.PmuRegisters.USER_UEN;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;

/// The ranges into which MDCR_EL2.HPMN splits the counters, and who reaches which of them.
///
/// The *first range* is the event counters below HPMN, the cycle counter and the instruction
/// counter, and PMCR_EL0.E switches it; the *second range* is the event counters from HPMN on,
/// which only EL2 can reach and MDCR_EL2.HPME switches.
///
/// An HPMN that the PE does not permit is CONSTRAINED UNPREDICTABLE. Here one that is too large
/// means all counters, and 0 means none, with FEAT_HPMN0 or without.
final class CounterRanges {
  private static final long CYCLE_BIT = 1L << Pmu.CYCLE_COUNTER;
  private static final long INSTRUCTION_BIT = 1L << Pmu.INSTRUCTION_COUNTER;

  private final RegisterFile file;
  private final PmuModel model;
  private final boolean userAccess;
  private final long alwaysFirst;

  CounterRanges(RegisterFile file, PmuModel model) {
    this.file = file;
    this.model = model;
    this.userAccess = model.version().isAtLeast(PmuVersion.V3P9);
    this.alwaysFirst =
        CYCLE_BIT | (model.has(PmuFeature.INSTRUCTION_COUNTER) ? INSTRUCTION_BIT : 0);
  }

  /// Event counters in the first range (`EffectiveHPMN`).
  int firstRangeCounters() {
    return (int) Math.min(PmuRegisters.HPMN.get(file.read(HYP_CONTROL)), model.eventCounters());
  }

  boolean inFirstRange(int n) {
    return n >= Pmu.CYCLE_COUNTER || n < firstRangeCounters();
  }

  /// The bits of the first range.
  long first() {
    return alwaysFirst | eventBits(firstRangeCounters());
  }

  /// The bits of the second range.
  long second() {
    return eventBits(model.eventCounters()) & ~eventBits(firstRangeCounters());
  }

  /// The bits of all counters.
  long all() {
    return alwaysFirst | eventBits(model.eventCounters());
  }

  /// The bits of the ranges that are switched on.
  long switchedOn() {
    return (isSet(CONTROL, PmuRegisters.E) ? first() : 0)
        | (isSet(HYP_CONTROL, PmuRegisters.HPME) ? second() : 0);
  }

  /// How many event counters code there can reach (`GetNumEventCountersAccessible`).
  int accessibleCounters(ExceptionLevel from) {
    return from == ExceptionLevel.EL2 ? model.eventCounters() : firstRangeCounters();
  }

  /// The bits of the event counters that code there can reach.
  long accessibleEventBits(ExceptionLevel from) {
    return eventBits(accessibleCounters(from));
  }

  /// The counters, as bits, whose controls code there can reach (`GetPMUAccessMask`).
  long accessMask(ExceptionLevel from) {
    long mask = alwaysFirst | accessibleEventBits(from);
    if (from == ExceptionLevel.EL0) {
      return byUserAccess() ? mask & file.read(PmuRegisters.USER_ACCESS) : mask & ~INSTRUCTION_BIT;
    }
    return mask;
  }

  /// Those of them that it can read (`GetPMUReadMask`).
  long readMask(ExceptionLevel from) {
    return withoutTrappedInstructions(accessMask(from), from, PmuTraps.READ_PERMITS, "nPMICFILTR");
  }

  /// Those of them that it can change (`GetPMUWriteMask`, of the controls).
  long writeMask(ExceptionLevel from) {
    return withoutTrappedInstructions(
        accessMask(from) & ~readOnly(from), from, PmuTraps.WRITE_PERMITS, "nPMICFILTR");
  }

  /// The counters that PMZR_EL0 can zero there (`GetPMUWriteMask`, of the counters).
  long zeroMask(ExceptionLevel from) {
    return withoutTrappedInstructions(
        accessMask(from) & ~readOnly(from), from, PmuTraps.WRITE_PERMITS, "nPMICNTR");
  }

  /// The counters of which PMUSERENR_EL0 lets EL0 see the values only.
  long readOnly(ExceptionLevel from) {
    if (from != ExceptionLevel.EL0 || !byUserAccess()) {
      return 0;
    }
    return (isSet(USER_ENABLE, PmuRegisters.USER_ER) ? eventBits(Pmu.CYCLE_COUNTER) : 0)
        | (isSet(USER_ENABLE, PmuRegisters.USER_CR) ? CYCLE_BIT : 0)
        | (isSet(USER_ENABLE, PmuRegisters.USER_IR) ? INSTRUCTION_BIT : 0);
  }

  /// Whether PMUACR_EL1 decides what EL0 reaches.
  boolean byUserAccess() {
    return userAccess && isSet(USER_ENABLE, USER_UEN);
  }

  /// Traps of other registers leave the bits of their counters alone; only the instruction
  /// counter's vanish with its filter.
  private long withoutTrappedInstructions(
      long mask, ExceptionLevel from, SysReg permits, String field) {
    boolean trapped =
        (mask & INSTRUCTION_BIT) != 0
            && PmuTraps.isBelowHypervisor(from, file)
            && !isSet(permits, permits.field(field).mask());
    return trapped ? mask & ~INSTRUCTION_BIT : mask;
  }

  private boolean isSet(SysReg register, long bit) {
    return (file.read(register) & bit) != 0;
  }

  static long eventBits(int n) {
    return (1L << n) - 1;
  }
}
