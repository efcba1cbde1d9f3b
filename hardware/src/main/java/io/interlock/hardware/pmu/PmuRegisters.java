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
  static final SysReg INSTRUCTIONS = SysReg.named("PMICNTR_EL0");
  static final SysReg INSTRUCTION_FILTER = SysReg.named("PMICFILTR_EL0");
  static final SysReg USER_ENABLE = SysReg.named("PMUSERENR_EL0");
  static final SysReg USER_ACCESS = SysReg.named("PMUACR_EL1");
  static final SysReg SELECTED_COUNTER = SysReg.named("PMXEVCNTR_EL0");
  static final SysReg SELECTED_TYPE = SysReg.named("PMXEVTYPER_EL0");
  static final SysReg SOFTWARE_INCREMENT = SysReg.named("PMSWINC_EL0");
  static final SysReg ZERO = SysReg.named("PMZR_EL0");
  static final SysReg COMMON_EVENTS_0 = SysReg.named("PMCEID0_EL0");
  static final SysReg COMMON_EVENTS_1 = SysReg.named("PMCEID1_EL0");
  static final SysReg MACHINE = SysReg.named("PMMIR_EL1");
  static final SysReg HYP_CONTROL = SysReg.named("MDCR_EL2");

  static final long E = mask(CONTROL, "E");
  static final long P = mask(CONTROL, "P");
  static final long C = mask(CONTROL, "C");
  static final long D = mask(CONTROL, "D");
  static final long X = mask(CONTROL, "X");
  static final long DP = mask(CONTROL, "DP");
  static final long LC = mask(CONTROL, "LC");
  static final long LP = mask(CONTROL, "LP");
  static final long FZO = mask(CONTROL, "FZO");
  static final long FZS = mask(CONTROL, "FZS");
  static final RegisterField N = CONTROL.field("N");
  static final RegisterField SEL = SELECTOR.field("SEL");

  static final RegisterField HPMN = HYP_CONTROL.field("HPMN");
  static final long HPME = mask(HYP_CONTROL, "HPME");
  static final long HPMD = mask(HYP_CONTROL, "HPMD");
  static final long HCCD = mask(HYP_CONTROL, "HCCD");
  static final long HLP = mask(HYP_CONTROL, "HLP");
  static final long HPMFZO = mask(HYP_CONTROL, "HPMFZO");
  static final long HPMFZS = mask(HYP_CONTROL, "HPMFZS");

  static final long FILTER_P = mask(CYCLE_FILTER, "P");
  static final long FILTER_U = mask(CYCLE_FILTER, "U");
  static final long FILTER_NSK = mask(CYCLE_FILTER, "NSK");
  static final long FILTER_NSU = mask(CYCLE_FILTER, "NSU");
  static final long FILTER_NSH = mask(CYCLE_FILTER, "NSH");
  static final long FILTER_M = mask(CYCLE_FILTER, "M");

  static final long USER_EN = mask(USER_ENABLE, "EN");
  static final long USER_SW = mask(USER_ENABLE, "SW");
  static final long USER_CR = mask(USER_ENABLE, "CR");
  static final long USER_ER = mask(USER_ENABLE, "ER");
  static final long USER_UEN = mask(USER_ENABLE, "UEN");
  static final long USER_IR = mask(USER_ENABLE, "IR");
  static final long USER_TID = mask(USER_ENABLE, "TID");

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

  /// Whether the register belongs to the PMU: but for one, their rows stand together in the table
  /// of registers.
  static boolean contains(SysReg register) {
    return (register.slot() >= FIRST_SLOT && register.slot() <= LAST_SLOT) || register == ZERO;
  }

  /// Whether ones in the register stand for counters: one of a pair that sets and clears.
  static boolean isBitmask(SysReg register) {
    int slot = register.slot();
    return slot == ENABLED.slot() || slot == INTERRUPTS.slot() || slot == OVERFLOWS.slot();
  }

  /// The register that holds the value of a counter.
  static SysReg counter(int n) {
    return switch (n) {
      case Pmu.CYCLE_COUNTER -> CYCLES;
      case Pmu.INSTRUCTION_COUNTER -> INSTRUCTIONS;
      default -> COUNTERS.member(n);
    };
  }

  /// The register that chooses what a counter counts, and where.
  static SysReg type(int n) {
    return switch (n) {
      case Pmu.CYCLE_COUNTER -> CYCLE_FILTER;
      case Pmu.INSTRUCTION_COUNTER -> INSTRUCTION_FILTER;
      default -> TYPES.member(n);
    };
  }

  /// The number of the event counter that the register is the value of, or [#NOT_INDEXED].
  static int counterIndex(SysReg register) {
    return index(register.slot() - FIRST_COUNTER_SLOT);
  }

  /// The number of the event counter that the register chooses the event of, or [#NOT_INDEXED].
  static int typeIndex(SysReg register) {
    return index(register.slot() - FIRST_TYPE_SLOT);
  }

  /// The number of the counter whose value or filter the register is, or [#NOT_INDEXED].
  static int counterOf(SysReg register) {
    int slot = register.slot();
    if (slot == CYCLES.slot() || slot == CYCLE_FILTER.slot()) {
      return Pmu.CYCLE_COUNTER;
    }
    if (slot == INSTRUCTIONS.slot() || slot == INSTRUCTION_FILTER.slot()) {
      return Pmu.INSTRUCTION_COUNTER;
    }
    return Math.max(counterIndex(register), typeIndex(register));
  }

  private static int index(int offset) {
    return offset >= 0 && offset < COUNTERS.size() ? offset : NOT_INDEXED;
  }
}
