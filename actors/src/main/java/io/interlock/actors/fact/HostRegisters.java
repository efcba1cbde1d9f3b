package io.interlock.actors.fact;

import io.interlock.hardware.register.SysReg;
import java.util.List;
import java.util.function.ToLongFunction;

/// The values that the host has, at one moment, in registers of a PE that it lends to guests.
public final class HostRegisters {
  /// The host's number of the performance counter that the indirect registers reach.
  public static final SysReg SELECTOR = SysReg.named("PMSELR_EL0");

  private static final SysReg MONITOR_CONTROL = SysReg.named("MDCR_EL2");
  private static final long HOST_COUNTERS = MONITOR_CONTROL.field("HPME").mask();

  private static final List<SysReg> WATCHED =
      List.of(
          SELECTOR,
          SysReg.named("PMUSERENR_EL0"),
          MONITOR_CONTROL,
          SysReg.named("HCR_EL2"),
          SysReg.named("CPTR_EL2"),
          SysReg.named("VBAR_EL2"),
          SysReg.named("HSTR_EL2"),
          SysReg.named("MDSCR_EL1"),
          SysReg.named("TPIDR_EL0"),
          SysReg.named("TPIDRRO_EL0"),
          SysReg.named("SP_EL0"));

  private final long[] values;

  private HostRegisters(long[] values) {
    this.values = values;
  }

  /// The present values, as `read` gives them.
  public static HostRegisters of(ToLongFunction<SysReg> read) {
    long[] values = new long[WATCHED.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = read.applyAsLong(WATCHED.get(i)) & ~switchOf(WATCHED.get(i));
    }
    return new HostRegisters(values);
  }

  /// The host's driver switches its counters on and off whenever it likes.
  private static long switchOf(SysReg register) {
    return register == MONITOR_CONTROL ? HOST_COUNTERS : 0;
  }

  /// The registers that are compared.
  public static List<SysReg> watched() {
    return WATCHED;
  }

  /// The value of one of the [#watched] registers.
  public long get(SysReg register) {
    return values[WATCHED.indexOf(register)];
  }
}
