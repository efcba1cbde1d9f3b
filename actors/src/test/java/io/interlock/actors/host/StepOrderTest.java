package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.hypervisor.program.Source;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The trace of one load, entry, exit and put, held against the kernel's order by the names of its
/// steps: L and P of `kvm_arch_vcpu_load` and `_put`, R of the run loop, E of the world switch with
/// VHE, N of that without. The names and their order are written here once more, not taken from the
/// programs.
///
/// Not in the lists: E1, which needs pseudo-NMIs; E14, since PSTATE is not modelled as a register;
/// L12, which needs pointer authentication; N1, again of pseudo-NMIs; N8, which needs AArch32;
/// R16, which is the switch itself; R20, which needs an interrupt controller in user space.
class StepOrderTest {
  private static final String LOAD_VHE = "L1 L2 L3 L4 L5 L6 L7 L8 L9 L10 L11 L14";
  private static final String LOAD_NVHE = "L1 L2 L3 L4 L5 L6 L8 L9 L10 L11 L13 L14";
  private static final String ENTER = "R6 R7 R8 R9 R11 R12 R13 R14 R15";
  private static final String ENTER_NVHE = "R6 R7 R8 R9 R10 R11 R12 R13 R14 R15";
  private static final String SWITCH_VHE = "E2 E3 E4 E5 E6 E7 E8 E9 E10 E11 E12 E13";
  private static final String SWITCH_NVHE = "N2 N3 N4 N6 N7 N9 N10 N11 N12 N13 N14 N15";
  private static final String LEAVE = "R17 R18 R19 R21 R22 R23 R24 R25 R26";
  private static final String PUT_VHE = "P2 P3 P4 P5 P6 P7 P8 P9 P10";
  private static final String PUT_NVHE = "P1 P2 P4 P5 P6 P7 P8 P9 P10";

  /// What a vCPU goes past that runs once and turns itself off.
  private static List<Source> trace(boolean vhe) {
    TestHost host =
        RegistersTest.dual(vhe)
            .with(
                "a",
                guest("wait-sgi 1", "off").on("2"),
                guest("compute 1M", "sgi 3 to 0", "off").on("3"))
            .inSteps();
    try (TestRun run = TestRun.of(host, 1).finish()) {
      return run.facts(Fact.StepPassed.class).stream()
          .filter(fact -> fact.vcpu().index() == 0)
          .map(Fact.StepPassed::step)
          .toList();
    }
  }

  /// The names of the steps, each once where it is several instructions in a row.
  private static List<String> names(List<Source> trace) {
    List<String> names = new ArrayList<>();
    for (Source step : trace) {
      boolean again = !names.isEmpty() && names.getLast().equals(step.label());
      if (!again && !step.label().isEmpty()) {
        names.add(step.label());
      }
    }
    return names;
  }

  @Test
  void withVheItIsTheOrderOfTheKernel() {
    String once = String.join(" ", LOAD_VHE, ENTER, SWITCH_VHE, LEAVE, PUT_VHE);
    // It sleeps after its first exit, is woken, and turns itself off after the second.
    assertEquals(once + " " + once, String.join(" ", names(trace(true))));
  }

  @Test
  void withoutVheItIsTheOrderOfTheKernel() {
    String once = String.join(" ", LOAD_NVHE, ENTER_NVHE, SWITCH_NVHE, LEAVE, PUT_NVHE);
    assertEquals(once + " " + once, String.join(" ", names(trace(false))));
  }

  /// Places in the order of the world switch that are one step by name, but must not change places.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          true  | ICH_LR0_EL2 := vcpu.ICH_LR0_EL2 | do mode-in-guest
          true  | HCR_EL2 := vcpu.HCR_EL2         | do enter-guest
          true  | do enter-guest                  | HCR_EL2 := host.HCR_EL2
          true  | do pmu-sync                     | vcpu.ICH_LR0_EL2 := ICH_LR0_EL2
          true  | vcpu.ICH_LR0_EL2 := ICH_LR0_EL2 | do vgic-sync
          true  | do vgic-sync                    | do mode-outside
          true  | do mode-outside                 | do irq-window
          false | do mode-in-guest                | ICH_LR0_EL2 := vcpu.ICH_LR0_EL2
          false | SCTLR_EL1 := vcpu.SCTLR_EL1     | VTTBR_EL2 := vcpu.VTTBR_EL2
          false | VTTBR_EL2 := vcpu.VTTBR_EL2     | HCR_EL2 := vcpu.HCR_EL2
          false | HCR_EL2 := vcpu.HCR_EL2         | ICH_LR0_EL2 := vcpu.ICH_LR0_EL2
          false | vcpu.SCTLR_EL1 := SCTLR_EL1     | vcpu.ICH_LR0_EL2 := ICH_LR0_EL2
          false | vcpu.ICH_LR0_EL2 := ICH_LR0_EL2 | HCR_EL2 := host.HCR_EL2
          false | HCR_EL2 := host.HCR_EL2         | VTTBR_EL2 := host.VTTBR_EL2
          false | VTTBR_EL2 := host.VTTBR_EL2     | SCTLR_EL1 := host.SCTLR_EL1
          false | SCTLR_EL1 := host.SCTLR_EL1     | do vgic-sync
          """)
  void thisComesBeforeThat(boolean vhe, String first, String second) {
    List<String> texts = trace(vhe).stream().map(Source::text).toList();
    int at = texts.lastIndexOf(first);
    int then = texts.lastIndexOf(second);
    assertTrue(at >= 0 && then >= 0, () -> (at < 0 ? first : second) + " is nowhere");
    assertTrue(at < then, first + " comes after " + second);
  }
}
