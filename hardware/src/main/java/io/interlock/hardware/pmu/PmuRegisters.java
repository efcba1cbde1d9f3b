package io.interlock.hardware.pmu;

import io.interlock.hardware.register.RegisterFamily;
import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;

/// The PMU's registers and fields by name, and where their values are kept.
final class PmuRegisters {
  static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  static final SysReg ENABLED = SysReg.named("PMCNTENSET_EL0");
  static final SysReg INTERRUPTS = SysReg.named("PMINTENSET_EL1");
  static final SysReg OVERFLOWS = SysReg.named("PMOVSSET_EL0");
  static final SysReg SELECTOR = SysReg.named("PMSELR_EL0");
  static final SysReg CYCLES = SysReg.named("PMCCNTR_EL0");
  static final SysReg CYCLE_FILTER = SysReg.named("PMCCFILTR_EL0");
  static final SysReg USER_ENABLE = SysReg.named("PMUSERENR_EL0");
  static final SysReg SELECTED_COUNTER = SysReg.named("PMXEVCNTR_EL0");
  static final SysReg SELECTED_TYPE = SysReg.named("PMXEVTYPER_EL0");
  static final SysReg SOFTWARE_INCREMENT = SysReg.named("PMSWINC_EL0");
  static final SysReg HYP_CONTROL = SysReg.named("MDCR_EL2");

  static final long E = mask(CONTROL, "E");
  static final long P = mask(CONTROL, "P");
  static final long C = mask(CONTROL, "C");
  static final long D = mask(CONTROL, "D");
  static final long DP = mask(CONTROL, "DP");
  static final long LC = mask(CONTROL, "LC");
  static final long LP = mask(CONTROL, "LP");
  static final RegisterField N = CONTROL.field("N");

  static final RegisterField HPMN = HYP_CONTROL.field("HPMN");
  static final long HPME = mask(HYP_CONTROL, "HPME");
  static final long HPMD = mask(HYP_CONTROL, "HPMD");
  static final long HCCD = mask(HYP_CONTROL, "HCCD");
  static final long HLP = mask(HYP_CONTROL, "HLP");

  static final long FILTER_P = mask(CYCLE_FILTER, "P");
  static final long FILTER_U = mask(CYCLE_FILTER, "U");
  static final long FILTER_NSK = mask(CYCLE_FILTER, "NSK");
  static final long FILTER_NSU = mask(CYCLE_FILTER, "NSU");
  static final long FILTER_NSH = mask(CYCLE_FILTER, "NSH");

  private static final RegisterFamily COUNTERS = RegisterFamily.of("PMEVCNTR", "_EL0");
  private static final RegisterFamily TYPES = RegisterFamily.of("PMEVTYPER", "_EL0");
  private static final int FIRST_COUNTER_SLOT = COUNTERS.member(0).slot();
  private static final int FIRST_TYPE_SLOT = TYPES.member(0).slot();

  private static final int FIRST_SLOT = CONTROL.slot();
  private static final int LAST_SLOT = TYPES.member(TYPES.size() - 1).slot();

  static final int NOT_INDEXED = -1;

  private PmuRegisters() {}

  private static long mask(SysReg register, String field) {
    return register.field(field).mask();
  }

  /// Whether the register belongs to the PMU: its rows stand together in the table of registers.
  static boolean contains(SysReg register) {
    return register.slot() >= FIRST_SLOT && register.slot() <= LAST_SLOT;
  }

  static SysReg counter(int n) {
    return n == Pmu.CYCLE_COUNTER ? CYCLES : COUNTERS.member(n);
  }

  static SysReg type(int n) {
    return n == Pmu.CYCLE_COUNTER ? CYCLE_FILTER : TYPES.member(n);
  }

  /// The number of the counter that the register is the value of, or [#NOT_INDEXED].
  static int counterIndex(SysReg register) {
    return index(register.slot() - FIRST_COUNTER_SLOT);
  }

  /// The number of the counter that the register chooses the event of, or [#NOT_INDEXED].
  static int typeIndex(SysReg register) {
    return index(register.slot() - FIRST_TYPE_SLOT);
  }

  private static int index(int offset) {
    return offset >= 0 && offset < COUNTERS.size() ? offset : NOT_INDEXED;
  }
}
