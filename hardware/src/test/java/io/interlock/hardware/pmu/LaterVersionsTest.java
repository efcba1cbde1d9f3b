package io.interlock.hardware.pmu;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What later versions of the PMU add: counters that freeze, the instruction counter, and access of
/// EL0 counter by counter. Six counters, four of them in the first range.
class LaterVersionsTest {
  private static final PmuModel NEWEST =
      PmuModel.plain(6, PmuVersion.V3P9)
          .with(PmuFeature.FINE_GRAINED_TRAPS)
          .with(PmuFeature.FINE_GRAINED_TRAPS_2)
          .with(PmuFeature.INSTRUCTION_COUNTER)
          .with(PmuFeature.PROFILING_FREEZE);

  private static final String VECTORS =
      """
      an overflow freezes the first range where FZO is set
      PMCR_EL0 = E|FZO; PMCNTENSET_EL0 = 0x80000003; PMEVTYPER0_EL0 = 8; PMEVTYPER1_EL0 = 8
      PMEVCNTR0_EL0 = 0xFFFFFFF6; EL1 runs 100
      PMOVSSET_EL0 == 1; PMEVCNTR0_EL0 == 0x100000000; PMEVCNTR1_EL0 == 10; PMCCNTR_EL0 == 100
      EL1: PMOVSCLR_EL0 = 1; EL1 runs 5; PMEVCNTR1_EL0 == 15

      without FZO nothing freezes
      PMCR_EL0 = E; PMCNTENSET_EL0 = 3; PMEVTYPER0_EL0 = 8; PMEVTYPER1_EL0 = 8
      PMEVCNTR0_EL0 = 0xFFFFFFF6; EL1 runs 100; PMEVCNTR1_EL0 == 100

      with DP the cycle counter freezes too
      PMCR_EL0 = E|FZO|DP; PMCNTENSET_EL0 = 0x80000001; PMEVTYPER0_EL0 = 8
      PMEVCNTR0_EL0 = 0xFFFFFFF6; EL1 runs 100; PMCCNTR_EL0 == 10

      an overflow of the cycle counter freezes nothing
      PMCR_EL0 = E|FZO|DP; PMCNTENSET_EL0 = 0x80000001; PMEVTYPER0_EL0 = 8
      PMCCNTR_EL0 = 0xFFFFFFF6; EL1 runs 100; PMOVSSET_EL0 == C; PMEVCNTR0_EL0 == 100

      overflows freeze without interrupts enabled, and without the range switched on
      PMCR_EL0 = E|FZO; PMCNTENSET_EL0 = 1; PMEVTYPER0_EL0 = 8; PMOVSSET_EL0 = 8
      EL1 runs 100; PMEVCNTR0_EL0 == 0

      each range freezes on its own
      MDCR_EL2 = 4|HPME|HPMFZO; PMCR_EL0 = E|FZO; PMCNTENSET_EL0 = 0x33
      PMEVTYPER0_EL0 = 8; PMEVTYPER1_EL0 = 8; PMEVTYPER4_EL0 = 8; PMEVTYPER5_EL0 = 8
      PMEVCNTR0_EL0 = 0xFFFFFFF6; PMEVCNTR4_EL0 = 0xFFFFFFEC; EL1 runs 100
      PMOVSSET_EL0 == 0x11; PMEVCNTR1_EL0 == 10; PMEVCNTR5_EL0 == 20

      the second range freezes by HPMFZO only
      MDCR_EL2 = 4|HPME; PMCR_EL0 = FZO; PMCNTENSET_EL0 = 0x30
      PMEVTYPER4_EL0 = 8; PMEVTYPER5_EL0 = 8; PMEVCNTR4_EL0 = 0xFFFFFFEC
      EL1 runs 100; PMEVCNTR5_EL0 == 100

      profiling that stops freezes where FZS is set
      PMCR_EL0 = E|FZS|DP; PMCNTENSET_EL0 = 0x80000001; PMEVTYPER0_EL0 = 8
      PMBLIMITR_EL1 = E|PMFZ; EL1 runs 3; PMEVCNTR0_EL0 == 3
      PMBSR_EL1 = S; EL1 runs 5; PMEVCNTR0_EL0 == 3; PMCCNTR_EL0 == 8
      PMBLIMITR_EL1 = E; EL1 runs 5; PMEVCNTR0_EL0 == 8

      HPMFZS does so for the second range
      MDCR_EL2 = 4|HPME|HPMFZS; PMCR_EL0 = E; PMCNTENSET_EL0 = 0x11
      PMEVTYPER0_EL0 = 8; PMEVTYPER4_EL0 = 8; PMBLIMITR_EL1 = E|PMFZ; PMBSR_EL1 = S
      EL1 runs 5; PMEVCNTR0_EL0 == 5; PMEVCNTR4_EL0 == 0

      the instruction counter is in the first range and has 64 bits
      PMCR_EL0 = E; PMCNTENSET_EL0 = F; PMICNTR_EL0 = 0xFFFFFFFF; EL1 runs 1
      PMOVSSET_EL0 == 0; PMICNTR_EL0 == 0x100000000
      PMICNTR_EL0 = 0xFFFFFFFFFFFFFFFF; PMINTENSET_EL1 = F; line is low; EL1 runs 1
      PMOVSSET_EL0 == F; line is high; PMCR_EL0 = 0; line is low

      its overflow freezes
      PMCR_EL0 = E|FZO; PMCNTENSET_EL0 = 0x100000001; PMEVTYPER0_EL0 = 8
      PMICNTR_EL0 = 0xFFFFFFFFFFFFFFFE; EL1 runs 10; PMICNTR_EL0 == 0; PMEVCNTR0_EL0 == 2

      its filter says what it counts
      EL2: PMICFILTR_EL0 = 0xFFFF|U; PMICFILTR_EL0 == U; EL2: PMICFILTR_EL0 == 8|U
      PMCR_EL0 = E; PMCNTENSET_EL0 = F; EL0 runs 5; PMICNTR_EL0 == 0

      a reset of event counters leaves it alone
      PMICNTR_EL0 = 9; EL2: PMCR_EL0 = P|C; PMICNTR_EL0 == 9

      its bit needs leave of the second pair of trap registers
      PMCNTENSET_EL0 = 0x100000001; EL1: PMCNTENSET_EL0 == 1; EL2: PMCNTENSET_EL0 == 0x100000001
      EL1: PMCNTENCLR_EL0 = F; PMCNTENSET_EL0 == 0x100000001
      HDFGRTR2_EL2 = nPMICFILTR; EL1: PMCNTENSET_EL0 == 0x100000001
      EL1: PMCNTENCLR_EL0 = F; PMCNTENSET_EL0 == 0x100000001
      HDFGWTR2_EL2 = nPMICFILTR; EL1: PMCNTENCLR_EL0 = F; PMCNTENSET_EL0 == 1

      PMZR zeroes what its writer reaches
      PMEVCNTR1_EL0 = 9; PMEVCNTR2_EL0 = 9; PMEVCNTR5_EL0 = 9; PMCCNTR_EL0 = 9; PMICNTR_EL0 = 9
      EL1: PMZR_EL0 = 0x180000022
      PMEVCNTR1_EL0 == 0; PMEVCNTR2_EL0 == 9; PMEVCNTR5_EL0 == 9; PMCCNTR_EL0 == 0
      PMICNTR_EL0 == 9; HDFGWTR2_EL2 = nPMICNTR; EL1: PMZR_EL0 = F; PMICNTR_EL0 == 0
      EL2: PMZR_EL0 = 0x20; PMEVCNTR5_EL0 == 0

      with UEN EL0 reaches the counters of PMUACR
      PMUSERENR_EL0 = UEN; PMUACR_EL1 = 0x80000001; PMEVCNTR0_EL0 = 7; PMEVCNTR1_EL0 = 8
      EL0: PMEVCNTR0_EL0 == 7; EL0: PMEVCNTR1_EL0 == 0
      EL0: PMEVCNTR1_EL0 = 3; PMEVCNTR1_EL0 == 8; EL0: PMEVCNTR0_EL0 = 3; PMEVCNTR0_EL0 == 3
      PMOVSSET_EL0 = 0x80000003; EL0: PMOVSSET_EL0 == 0x80000001
      EL0: PMOVSCLR_EL0 = 0xFFFFFFFF; PMOVSSET_EL0 == 2
      EL0: PMEVTYPER1_EL0 = 0x11; PMEVTYPER1_EL0 == 0
      PMSELR_EL0 = 1; EL0: PMXEVCNTR_EL0 == 0; EL1: PMXEVCNTR_EL0 == 8

      without UEN PMUACR plays no part
      PMUSERENR_EL0 = EN; PMEVCNTR1_EL0 = 8; EL0: PMEVCNTR1_EL0 == 8

      ER and CR make them read-only
      PMUSERENR_EL0 = UEN|ER|CR; PMUACR_EL1 = 0x80000001; PMEVCNTR0_EL0 = 7; PMCCNTR_EL0 = 7
      EL0: PMEVCNTR0_EL0 = 3; EL0: PMCCNTR_EL0 = 3; PMEVCNTR0_EL0 == 7; PMCCNTR_EL0 == 7
      PMOVSSET_EL0 = 0x80000001; EL0: PMOVSCLR_EL0 = 0x80000001; PMOVSSET_EL0 == 0x80000001
      EL0: PMZR_EL0 = 0x80000001; PMEVCNTR0_EL0 == 7; PMCCNTR_EL0 == 7
      EL0: PMEVCNTR0_EL0 == 7

      IR makes the instruction counter read-only
      HDFGRTR2_EL2 = 0xC; HDFGWTR2_EL2 = 0xC; PMUSERENR_EL0 = UEN|IR
      PMUACR_EL1 = 0x100000000; PMICNTR_EL0 = 5
      EL0: PMICNTR_EL0 = 6; PMICNTR_EL0 == 5; EL0: PMICNTR_EL0 == 5
      PMUSERENR_EL0 = UEN; EL0: PMICNTR_EL0 = 6; PMICNTR_EL0 == 6

      SW lets EL0 increment what PMUACR keeps from it
      PMCR_EL0 = E; PMCNTENSET_EL0 = 3; PMUSERENR_EL0 = UEN; PMUACR_EL1 = 1
      EL0: PMSWINC_EL0 = 3; PMEVCNTR0_EL0 == 1; PMEVCNTR1_EL0 == 0
      PMUSERENR_EL0 = UEN|SW; EL0: PMSWINC_EL0 = 3; PMEVCNTR1_EL0 == 1

      PMUACR has the counters of its writer
      EL2: PMUACR_EL1 = 0xFFFFFFFF; EL2: PMUACR_EL1 == 0x8000003F; EL1: PMUACR_EL1 == 0x8000000F
      EL1: PMUACR_EL1 = 0; EL2: PMUACR_EL1 == 0x30
      """;

  static Stream<PmuVector> vectors() {
    return PmuVector.read(VECTORS);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void holds(PmuVector vector) {
    new PmuScript(NEWEST).perform("MDCR_EL2 = 4;" + vector.steps());
  }
}
