package io.interlock.hardware.pmu;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Vectors derived from the manual's pseudocode, for six counters of which four are in the first
/// range, on every version of the PMU.
class CheckVectorsTest {
  private static final String SPLIT = "MDCR_EL2 = 4";

  /// A rule begins with the vector's number and the versions for which it holds, unless for all.
  private static final String VECTORS =
      """
      1: N is what the reader can reach
      EL1: PMCR_EL0 == 0x2000; EL2: PMCR_EL0 == 0x3000

      2: EL1 enables its own counters only
      PMCNTENSET_EL0 = 0x20; EL1: PMCNTENSET_EL0 = 0xFFFFFFFF
      PMCNTENSET_EL0 == 0x8000002F; EL1: PMCNTENSET_EL0 == 0x8000000F
      EL2: PMCNTENSET_EL0 == 0x8000002F; EL1: PMCNTENCLR_EL0 == 0x8000000F

      3: EL1 disables its own counters only
      PMCNTENSET_EL0 = 0x8000002F; EL1: PMCNTENCLR_EL0 = 0xFFFFFFFF; PMCNTENSET_EL0 == 0x20

      4: a reset of event counters from EL1 leaves the second range
      PMEVCNTR3_EL0 = 9; PMEVCNTR4_EL0 = 9; PMCCNTR_EL0 = 9; PMOVSSET_EL0 = 0x3F
      EL1: PMCR_EL0 = P|E
      PMEVCNTR3_EL0 == 0; PMEVCNTR4_EL0 == 9; PMCCNTR_EL0 == 9; PMOVSSET_EL0 == 0x3F
      PMCR_EL0 == E

      4: a reset of event counters from EL2 is for both ranges
      PMEVCNTR3_EL0 = 9; PMEVCNTR5_EL0 = 9; PMCCNTR_EL0 = 9; PMOVSSET_EL0 = 0x3F
      EL2: PMCR_EL0 = P
      PMEVCNTR3_EL0 == 0; PMEVCNTR5_EL0 == 0; PMCCNTR_EL0 == 9; PMOVSSET_EL0 == 0x3F

      4: the cycle counter has a reset of its own
      PMEVCNTR0_EL0 = 9; PMCCNTR_EL0 = 9; EL1: PMCR_EL0 = C
      PMEVCNTR0_EL0 == 9; PMCCNTR_EL0 == 0

      5: HPME lets the second range interrupt
      PMOVSSET_EL0 = 0x10; PMINTENSET_EL1 = 0x10; PMCR_EL0 = E; line is low
      PMCR_EL0 = 0; MDCR_EL2 = 4|HPME; line is high

      6: a disabled counter interrupts
      PMOVSSET_EL0 = 1; PMINTENSET_EL1 = 1; PMCR_EL0 = E; line is high

      7: the cycle counter is in the first range
      PMOVSSET_EL0 = C; PMINTENSET_EL1 = C; MDCR_EL2 = 4|HPME; line is low
      PMCR_EL0 = E; line is high

      8 before V3P5: a counter of 32 bits wraps to zero and chains
      PMCR_EL0 = E; PMCNTENSET_EL0 = 3; PMEVTYPER1_EL0 = 0x1E; PMEVCNTR0_EL0 = 0xFFFFFFFF
      EL1 event 0 1
      PMOVSSET_EL0 == 1; PMEVCNTR0_EL0 == 0; PMEVCNTR1_EL0 == 1

      8 from V3P5: a counter of 64 bits goes on, and chains
      PMCR_EL0 = E; PMCNTENSET_EL0 = 3; PMEVTYPER1_EL0 = 0x1E; PMEVCNTR0_EL0 = 0xFFFFFFFF
      EL1 event 0 1
      PMOVSSET_EL0 == 1; PMEVCNTR0_EL0 == 0x100000000; PMEVCNTR1_EL0 == 1

      9 from V3P5: with LP a counter overflows at its 64th bit, and does not chain
      EL1: PMCR_EL0 = E|LP; PMCNTENSET_EL0 = 3; PMEVTYPER1_EL0 = 0x1E
      PMEVCNTR0_EL0 = 0xFFFFFFFF; EL1 event 0 1
      PMOVSSET_EL0 == 0; PMEVCNTR0_EL0 == 0x100000000; PMEVCNTR1_EL0 == 0
      PMEVCNTR0_EL0 = 0xFFFFFFFFFFFFFFFF; EL1 event 0 1
      PMOVSSET_EL0 == 1; PMEVCNTR0_EL0 == 0; PMEVCNTR1_EL0 == 0

      9 before V3P5: there is no LP
      EL1: PMCR_EL0 = E|LP; EL1: PMCR_EL0 == 0x2001

      9 from V3P5: HLP is for the second range
      MDCR_EL2 = 4|HPME|HLP; PMCR_EL0 = E; PMCNTENSET_EL0 = 0x11
      PMEVCNTR0_EL0 = 0xFFFFFFFF; PMEVCNTR4_EL0 = 0xFFFFFFFF
      EL1 event 0 1; PMOVSSET_EL0 == 1

      10: no chain crosses the split
      MDCR_EL2 = 3|HPME; PMCR_EL0 = E; PMCNTENSET_EL0 = 0xC; PMEVTYPER3_EL0 = 0x1E
      PMEVCNTR2_EL0 = 0xFFFFFFFF; EL1 event 0 1
      PMOVSSET_EL0 == 4; PMEVCNTR3_EL0 == 0

      11: EL1 increments its own counters only
      MDCR_EL2 = 4|HPME; PMCR_EL0 = E; PMCNTENSET_EL0 = 0x11; EL1: PMSWINC_EL0 = 0x11
      PMEVCNTR0_EL0 == 1; PMEVCNTR4_EL0 == 0

      12: filters choose levels
      PMCR_EL0 = E; PMCNTENSET_EL0 = 2; PMEVTYPER1_EL0 = 0x11|U
      EL0 runs 5; PMEVCNTR1_EL0 == 0
      EL2 runs 5; PMEVCNTR1_EL0 == 0
      EL1 runs 5; PMEVCNTR1_EL0 == 5

      12: NSU and NSK turn U and P round
      PMCR_EL0 = E; PMCNTENSET_EL0 = 3; PMEVTYPER0_EL0 = 0x11|U|NSU; PMEVTYPER1_EL0 = 0x11|NSK
      EL0 runs 5; PMEVCNTR0_EL0 == 5; PMEVCNTR1_EL0 == 5
      EL1 runs 5; PMEVCNTR0_EL0 == 10; PMEVCNTR1_EL0 == 5

      13 from V3P1: HPMD is for the first range
      MDCR_EL2 = 4|HPME|HPMD; PMCR_EL0 = E; PMCNTENSET_EL0 = 0x21
      PMEVTYPER5_EL0 = 0x11|NSH; PMEVTYPER0_EL0 = 0x11|NSH; EL2 runs 7
      PMEVCNTR5_EL0 == 7; PMEVCNTR0_EL0 == 0

      14: the cycle counter divides unless it is long
      PMCR_EL0 = E|D; PMCNTENSET_EL0 = C
      EL1 runs 63; PMCCNTR_EL0 == 0; EL1 runs 65; PMCCNTR_EL0 == 2
      PMCCNTR_EL0 = 0xFFFFFFFF; EL1 runs 64; PMOVSSET_EL0 == C; PMCCNTR_EL0 == 0x100000000

      14: a long one ignores D and overflows at its 64th bit
      PMCR_EL0 = E|D|LC; PMCNTENSET_EL0 = C; PMCCNTR_EL0 = 0xFFFFFFFF; EL1 runs 1
      PMOVSSET_EL0 == 0; PMCCNTR_EL0 == 0x100000000
      PMCCNTR_EL0 = 0xFFFFFFFFFFFFFFFF; EL1 runs 1
      PMOVSSET_EL0 == C; PMCCNTR_EL0 == 0

      15: clearing the overflow lowers the line at once
      PMCR_EL0 = E; PMOVSSET_EL0 = 1; PMINTENSET_EL1 = 1; line is high
      EL1: PMOVSCLR_EL0 = 1; line is low
      """;

  static Stream<PmuVector> vectors() {
    return PmuVector.read(VECTORS);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void holds(PmuVector vector) {
    Arrays.stream(PmuVersion.values())
        .filter(version -> isFor(version, vector.title()))
        .map(version -> new PmuScript(PmuModel.plain(6, version)))
        .forEach(script -> script.perform(SPLIT + ";" + vector.steps()));
  }

  private static boolean isFor(PmuVersion version, String title) {
    String[] words = title.split("[ :]+", -1);
    return switch (words[1]) {
      case "from" -> version.isAtLeast(PmuVersion.valueOf(words[2]));
      case "before" -> !version.isAtLeast(PmuVersion.valueOf(words[2]));
      default -> true;
    };
  }
}
