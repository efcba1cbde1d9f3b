package io.interlock.hardware.pmu;

import static io.interlock.hardware.pmu.PmuRegisters.CONTROL;
import static io.interlock.hardware.pmu.PmuRegisters.NOT_INDEXED;
import static io.interlock.hardware.pmu.PmuRegisters.SELECTED_COUNTER;
import static io.interlock.hardware.pmu.PmuRegisters.SELECTED_TYPE;
import static io.interlock.hardware.pmu.PmuRegisters.SELECTOR;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;

/// What reads and writes of the PMU's registers do, once nothing traps them.
///
/// Bits that the PMU does not implement are RES0. Without FEAT_FGT, access of a counter out of
/// reach is CONSTRAINED UNPREDICTABLE; here it reads as zero and ignores writes.
final class PmuAccess {
  private static final long LOW_HALF = 0xFFFF_FFFFL;

  private final RegisterFile file;
  private final PmuModel model;
  private final CounterRanges ranges;
  private final Counters counters;
  private final WriteMasks masks;

  PmuAccess(
      RegisterFile file,
      PmuModel model,
      WriteMasks masks,
      CounterRanges ranges,
      Counters counters) {
    this.file = file;
    this.model = model;
    this.ranges = ranges;
    this.counters = counters;
    this.masks = masks;
  }

  long read(SysReg register, ExceptionLevel from) {
    if (register == CONTROL) {
      return readControl(from);
    }
    if (PmuRegisters.isBitmask(register)) {
      return file.read(register) & ranges.readMask(from);
    }
    if (register == PmuRegisters.COMMON_EVENTS_0) {
      return model.events().pmceid0();
    }
    if (register == PmuRegisters.COMMON_EVENTS_1) {
      return model.events().pmceid1();
    }
    if (register == PmuRegisters.MACHINE) {
      return model.slots();
    }
    if (register == PmuRegisters.USER_ACCESS) {
      return file.read(register) & ranges.accessMask(from);
    }
    return readCounter(reached(register), from);
  }

  private long readControl(ExceptionLevel from) {
    long value = PmuRegisters.N.with(file.read(CONTROL), ranges.accessibleCounters(from));
    return model.has(PmuFeature.AARCH32) ? value : value | PmuRegisters.LC;
  }

  private long readCounter(SysReg register, ExceptionLevel from) {
    if (!isReached(register, ranges.accessMask(from))) {
      return 0;
    }
    long value = file.read(register);
    return register == PmuRegisters.INSTRUCTION_FILTER ? value | PmuEvent.INST_RETIRED : value;
  }

  void write(SysReg register, long value, ExceptionLevel from) {
    if (register == CONTROL) {
      writeControl(value, from);
    } else if (PmuRegisters.isBitmask(register)) {
      file.write(register, value & ranges.writeMask(from));
    } else if (register == SELECTOR) {
      file.assign(SELECTOR, PmuRegisters.SEL.get(value));
    } else if (register == PmuRegisters.USER_ENABLE) {
      file.assign(register, value & masks.userEnable());
    } else if (register == PmuRegisters.USER_ACCESS) {
      long mask = masks.userAccess() & ranges.accessMask(from);
      file.assign(register, (file.read(register) & ~mask) | (value & mask));
    } else if (register == PmuRegisters.ZERO) {
      counters.zero(value & ranges.zeroMask(from));
    } else {
      writeCounter(reached(register), value, from);
    }
  }

  /// P and C act once and are not stored. P written below EL2 leaves the second range alone.
  private void writeControl(long value, ExceptionLevel from) {
    file.assign(CONTROL, value & masks.control());
    if ((value & PmuRegisters.P) != 0) {
      counters.zero(ranges.accessibleEventBits(from));
    }
    if ((value & PmuRegisters.C) != 0) {
      counters.zero(1L << Pmu.CYCLE_COUNTER);
    }
  }

  private void writeCounter(SysReg register, long value, ExceptionLevel from) {
    boolean nowhere = !register.writable() || register == SELECTED_COUNTER;
    if (nowhere || !isReached(register, ranges.accessMask(from) & ~ranges.readOnly(from))) {
      return;
    }
    if (PmuRegisters.typeIndex(register) != NOT_INDEXED) {
      file.assign(register, value & masks.eventType());
    } else if (PmuRegisters.counterIndex(register) != NOT_INDEXED) {
      file.assign(register, model.hasLongEventCounters() ? value : value & LOW_HALF);
    } else if (register == PmuRegisters.CYCLE_FILTER
        || register == PmuRegisters.INSTRUCTION_FILTER) {
      file.assign(register, value & masks.filter());
    } else {
      file.assign(register, value);
    }
  }

  /// Whether the register belongs to one of these counters, or to none.
  private static boolean isReached(SysReg register, long counters) {
    int n = PmuRegisters.counterOf(register);
    return n == NOT_INDEXED || (counters & 1L << n) != 0;
  }

  SysReg reached(SysReg register) {
    int selected = (int) file.read(SELECTOR);
    if (register == SELECTED_TYPE) {
      return PmuRegisters.type(selected);
    }
    boolean counter = register == SELECTED_COUNTER && selected != Pmu.CYCLE_COUNTER;
    return counter ? PmuRegisters.counter(selected) : register;
  }
}
