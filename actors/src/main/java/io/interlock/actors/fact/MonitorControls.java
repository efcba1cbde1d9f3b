package io.interlock.actors.fact;

import io.interlock.hardware.register.RegisterFamily;
import io.interlock.hardware.register.SysReg;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// What a PE's PMU registers hold for a guest at one moment, apart from counts and overflows.
public final class MonitorControls {
  private static final RegisterFamily TYPES = RegisterFamily.of("PMEVTYPER", "_EL0");
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final SysReg CYCLE_FILTER = SysReg.named("PMCCFILTR_EL0");
  private static final long EVENT = 0xFFFF;
  private static final long LEVELS =
      CYCLE_FILTER.field("P").mask() | CYCLE_FILTER.field("U").mask();

  private final int eventCounters;
  private final List<SysReg> registers;
  private final long[] values;

  private MonitorControls(int eventCounters, List<SysReg> registers, long[] values) {
    this.eventCounters = eventCounters;
    this.registers = registers;
    this.values = values;
  }

  /// The present values, as `read` gives them.
  ///
  /// @param eventCounters that the guest has
  public static MonitorControls of(int eventCounters, ToLongFunction<SysReg> read) {
    List<SysReg> registers = new ArrayList<>();
    registers.add(CONTROL);
    registers.add(SysReg.named("PMCNTENSET_EL0"));
    registers.add(SysReg.named("PMINTENSET_EL1"));
    registers.add(SysReg.named("PMSELR_EL0"));
    registers.add(CYCLE_FILTER);
    for (int n = 0; n < eventCounters; n++) {
      registers.add(TYPES.member(n));
    }
    long[] values = new long[registers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = read.applyAsLong(registers.get(i)) & ofGuest(registers.get(i), eventCounters);
    }
    return new MonitorControls(eventCounters, registers, values);
  }

  /// The same of as many counters, as `read` gives them.
  public MonitorControls read(ToLongFunction<SysReg> read) {
    return of(eventCounters, read);
  }

  /// What of a register is the guest's alone to choose.
  private static long ofGuest(SysReg register, int eventCounters) {
    if (register == CONTROL) {
      return CONTROL.field("E").mask();
    }
    if (register.writeEffect() != SysReg.WriteEffect.REPLACE) {
      return 1L << 31 | (1L << eventCounters) - 1;
    }
    if (register == CYCLE_FILTER) {
      return LEVELS;
    }
    return register.name().startsWith("PMEVTYPER") ? EVENT | LEVELS : 0x1F;
  }

  /// Whether one of these overflows makes the line high, see `CheckPMUOverflowCondition`.
  ///
  /// @param overflows as bits
  public boolean interruptFor(long overflows) {
    return values[0] != 0 && (values[2] & overflows) != 0;
  }

  /// Whether some counter is switched on.
  public boolean count() {
    return values[0] != 0 && values[1] != 0;
  }

  /// The registers that hold something else than the same ones of `other`.
  public List<SysReg> differences(MonitorControls other) {
    List<SysReg> differing = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != other.values[i]) {
        differing.add(registers.get(i));
      }
    }
    return differing;
  }
}
