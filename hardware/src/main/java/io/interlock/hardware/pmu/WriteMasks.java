package io.interlock.hardware.pmu;

/// The bits that writes store; the others are RES0, read-only, or act at once.
///
/// @param control of PMCR_EL0
/// @param eventType of PMEVTYPER
/// @param filter of PMCCFILTR_EL0 and PMICFILTR_EL0
/// @param userEnable of PMUSERENR_EL0
/// @param userAccess of PMUACR_EL1
record WriteMasks(long control, long eventType, long filter, long userEnable, long userAccess) {

  static WriteMasks of(PmuModel model) {
    long filter = filter(model);
    boolean finer = model.version().isAtLeast(PmuVersion.V3P9);
    long counters = (1L << (Pmu.CYCLE_COUNTER + 1)) - 1;
    boolean instructions = model.has(PmuFeature.INSTRUCTION_COUNTER);
    return new WriteMasks(
        control(model),
        filter | model.version().eventMask(),
        filter,
        userEnable(finer, instructions),
        finer ? counters | (instructions ? 1L << Pmu.INSTRUCTION_COUNTER : 0) : 0);
  }

  /// X is kept, as where events can be exported.
  private static long control(PmuModel model) {
    PmuVersion version = model.version();
    long mask = PmuRegisters.E | PmuRegisters.X | PmuRegisters.DP;
    mask |= model.has(PmuFeature.AARCH32) ? PmuRegisters.D | PmuRegisters.LC : 0;
    mask |= version.isAtLeast(PmuVersion.V3P5) ? PmuRegisters.LP : 0;
    if (version.isAtLeast(PmuVersion.V3P7)) {
      mask |= PmuRegisters.FZO;
      mask |= model.has(PmuFeature.PROFILING_FREEZE) ? PmuRegisters.FZS : 0;
    }
    return mask;
  }

  private static long filter(PmuModel model) {
    long mask = PmuRegisters.FILTER_P | PmuRegisters.FILTER_U | PmuRegisters.FILTER_NSH;
    return model.has(PmuFeature.EL3)
        ? mask | PmuRegisters.FILTER_NSK | PmuRegisters.FILTER_NSU | PmuRegisters.FILTER_M
        : mask;
  }

  private static long userEnable(boolean finer, boolean instructions) {
    long mask =
        PmuRegisters.USER_EN | PmuRegisters.USER_SW | PmuRegisters.USER_CR | PmuRegisters.USER_ER;
    mask |= finer ? PmuRegisters.USER_UEN | PmuRegisters.USER_TID : 0;
    return instructions ? mask | PmuRegisters.USER_IR : mask;
  }
}
