package io.interlock.hardware.pmu;

/// Features of a PE that its PMU shows, besides the PMU's version.
public enum PmuFeature {
  /// FEAT_PMUv3_ICNTR: PMICNTR_EL0 counts instructions.
  INSTRUCTION_COUNTER,
  /// FEAT_HPMN0: MDCR_EL2.HPMN may be 0.
  ZERO_HPMN,
  /// FEAT_FGT: HDFGRTR_EL2 and HDFGWTR_EL2 trap single registers.
  FINE_GRAINED_TRAPS,
  /// FEAT_FGT2: HDFGRTR2_EL2 and HDFGWTR2_EL2 do so where their bits are 0.
  FINE_GRAINED_TRAPS_2,
  /// FEAT_SPEv1p2: counters can freeze when statistical profiling stops.
  PROFILING_FREEZE,
  /// FEAT_SPE_DPFZS: the cycle counter can as well.
  PROFILING_FREEZE_OF_CYCLES,
  /// FEAT_AA32: some exception level can use AArch32, so PMCR_EL0 has LC and D.
  AARCH32,
  /// There is EL3, so filters have NSK, NSU and M.
  EL3
}
