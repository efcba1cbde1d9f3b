package io.interlock.hypervisor.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MovesTest {
  private static final SysReg TPIDR = SysReg.named("TPIDR_EL0");
  private static final SysReg SP = SysReg.named("SP_EL0");
  private static final SysReg HCR = SysReg.named("HCR_EL2");

  /// How many moves belong together, by the index of the first: `0+2 3+1`.
  private static String groups(Routine routine) {
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < routine.size(); i++) {
      Moves moves = routine.movesAt(i);
      if (moves != null) {
        groups.add(i + "+" + moves.size());
      }
    }
    return String.join(" ", groups);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SP_EL0 := vcpu.SP_EL0 host.HCR_EL2 := HCR_EL2                        | 0+2
          isb SP_EL0 := vcpu.SP_EL0 isb SP_EL0 := host.SP_EL0                  | 1+1 3+1
          SP_EL0 := vcpu.SP_EL0 TPIDR_EL0 := 1 SP_EL0 := host.SP_EL0           | 0+1 2+1
          SP_EL0 := vcpu.SP_EL0 vcpu.SP_EL0 := SP_EL0 vcpu.HCR_EL2 := HCR_EL2  | 0+3
          vcpu.SP_EL0 := SP_EL0 TPIDR_EL0 := vcpu.SP_EL0                       | 0+1 1+1
          vcpu.SP_EL0 := vcpu.HCR_EL2                                          |
          """)
  void neighboursBelongTogetherUnlessOneReadsWhatAnotherReports(String body, String expected) {
    assertEquals(expected == null ? "" : expected, groups(TestVocabulary.load(body)));
  }

  @Test
  void aBranchLeadsToTheFirstOfThoseThatBelongTogether() {
    Routine routine =
        TestVocabulary.load(
            "if vcpu.SP_EL0 == 1 { SP_EL0 := vcpu.SP_EL0 } HCR_EL2 := vcpu.HCR_EL2");
    assertEquals("1+1 2+1", groups(routine));
  }

  @Test
  void allAreDoneInOrderWithTheInputsGivenAndTheReportsAnswered() {
    Routine routine =
        TestVocabulary.load(
            """
            host.SP_EL0 := SP_EL0
            SP_EL0 := vcpu.TPIDR_EL0
            TPIDR_EL0 := SP_EL0
            HCR_EL2 := vcpu.HCR_EL2
            vcpu.SP_EL0 := host.SP_EL0
            vcpu.HCR_EL2 := HCR_EL2
            """);
    Moves moves = Objects.requireNonNull(routine.movesAt(0));
    assertArrayEquals(new SysReg[] {TPIDR, HCR}, moves.inputs());
    assertArrayEquals(new SysReg[] {SP, HCR}, moves.reports());
    var pe = new PeRegisters(new RegisterFile(), new RegisterFile());
    pe.hardware().write(SP, 5);
    Iterator<Long> inputs = List.of(6L, 7L).iterator();
    List<Long> answers = new ArrayList<>();
    moves.perform(pe, inputs::next, answers::add);
    assertEquals(List.of(5L, 7L), answers);
    assertEquals(6, pe.hardware().read(TPIDR));
    assertEquals(6, moves.size());
  }
}
