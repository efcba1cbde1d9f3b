package io.interlock.actors.fact;

import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.RegisterFamily;
import io.interlock.hardware.register.SysReg;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/// What a PE's PMU registers hold for a guest at one moment, apart from counts and overflows.
public final class MonitorControls {
  private static final RegisterFamily TYPES = RegisterFamily.of("PMEVTYPER", "_EL0");
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final SysReg CYCLE_FILTER = SysReg.named("PMCCFILTR_EL0");
  private static final long EVENT = 0xFFFF;
  private static final long LEVELS =
      CYCLE_FILTER.field("P").mask() | CYCLE_FILTER.field("U").mask();

  /// By how many event counters the guest has.
  private static final List<Layout> LAYOUTS =
      IntStream.rangeClosed(0, Pmu.CYCLE_COUNTER).mapToObj(Layout::new).toList();

  /// The registers, and what of each is the guest's alone to choose.
  private static final class Layout {
    private final List<SysReg> registers;
    private final long[] masks;

    private Layout(int eventCounters) {
      List<SysReg> all = new ArrayList<>();
      all.add(CONTROL);
      all.add(SysReg.named("PMCNTENSET_EL0"));
      all.add(SysReg.named("PMINTENSET_EL1"));
      all.add(SysReg.named("PMSELR_EL0"));
      all.add(CYCLE_FILTER);
      for (int n = 0; n < eventCounters; n++) {
        all.add(TYPES.member(n));
      }
      registers = List.copyOf(all);
      masks = all.stream().mapToLong(register -> ofGuest(register, eventCounters)).toArray();
    }
  }

  private final Layout layout;
  private final long[] values;

  private MonitorControls(Layout layout, long[] values) {
    this.layout = layout;
    this.values = values;
  }

  /// The present values, as `read` gives them.
  ///
  /// @param eventCounters that the guest has, 0 to 31
  public static MonitorControls of(int eventCounters, ToLongFunction<SysReg> read) {
    Layout layout = LAYOUTS.get(eventCounters);
    long[] values = new long[layout.masks.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = read.applyAsLong(layout.registers.get(i)) & layout.masks[i];
    }
    return new MonitorControls(layout, values);
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
    if (Arrays.equals(values, other.values)) {
      return List.of();
    }
    List<SysReg> differing = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != other.values[i]) {
        differing.add(layout.registers.get(i));
      }
    }
    return differing;
  }
}
