package io.interlock.hypervisor.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hypervisor.program.source.ProgramException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every message in full: they are what a user of the language reads most.
class ProgramErrorsTest {
  private static final String STATEMENTS =
      "a statement: REGISTER, vcpu., host., isb, dsb, psb, preempt-off, preempt-on, irqs-off,"
          + " irqs-on, if, for, do or '}'";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "load { }                 | 1:1: found 'load', expected 'on' and a hook: load, enter, cancel, exit, put, irq, claim, line, write, read",
        "on laod { }              | 1:4: found 'laod', expected a hook (nearest is load)",
        "on { }                   | 1:4: found '{', expected a hook",
        "on irq pum { }           | 1:8: found 'pum', expected an interrupt (nearest is pmu)",
        "on load isb              | 1:9: found 'isb', expected '{'",
        "program { }              | 1:9: found '{', expected the program's name",
        "on load { } on load { }  | 1:16: found 'load', expected a hook that has no statements yet; this one begins at t.ctx:1:1",
        "on load {                | 1:10: found the end of the text, expected STATEMENTS",
        "on load { jump }         | 1:11: found 'jump', expected STATEMENTS",
        "on load { 5 := 6 }       | 1:11: found '5', expected STATEMENTS",
        "on load { PMRC_EL0 := 1 } | 1:11: found 'PMRC_EL0', expected a register (nearest is PMCR_EL0)",
        "on load { PMCR_EL0 = 1 }  | 1:20: found '=', expected a name, a number, a symbol or a # comment",
        "on load { PMCR_EL0 1 }    | 1:20: found '1', expected ':='",
        "on load { PMCR_EL0 := }   | 1:23: found '}', expected a number, a register, a name, '~', '-' or '('",
        "on load { PMCR_EL0 := gest } | 1:23: found 'gest', expected a value (nearest is guest)",
        "on load { PMCR_EL0 := (1 } | 1:26: found '}', expected ')'",
        "on load { PMCR_EL0 := PMCR_EL0.Q } | 1:32: found 'Q', expected a field of PMCR_EL0 (nearest is E)",
        "on load { PMCR_EL0 := PMCCNTR_EL0.E } | 1:35: found 'E', expected a field of PMCCNTR_EL0 (none is known)",
        "on load { PMCR_EL0 := 0xG } | 1:23: found '0xG', expected a number of at most 64 bits, decimal or 0x followed by hex digits",
        "on load { PMCR_EL0 := 18446744073709551616 } | 1:23: found '18446744073709551616', expected a number of at most 64 bits, decimal or 0x followed by hex digits",
        "on load { PMBIDR_EL1 := 0 } | 1:11: found 'PMBIDR_EL1', expected a register that can be written; it is read-only",
        "on load { vcpu.PMCR_EL0 := PMSWINC_EL0 } | 1:28: found 'PMSWINC_EL0', expected a register that can be read; it is write-only",
        "on load { vcpu.PMOVSCLR_EL0 := 0 } | 1:16: found 'PMOVSCLR_EL0', expected PMOVSSET_EL0, the name under which its value is saved",
        "on load { host.SCTLR_EL12 := 0 } | 1:16: found 'SCTLR_EL12', expected SCTLR_EL1, the name under which its value is saved",
        "on load { vcpu.guest := 0 } | 1:16: found 'guest', expected a register",
        "on load { PMEVCNTR[n]_EL0 := 0 } | 1:20: found 'n', expected a value (nearest is host)",
        "on load { PMEVCNT[0]_EL0 := 0 } | 1:11: found 'PMEVCNT[n]_EL0', expected an indexed register (nearest is PMEVCNTR[n]_EL0)",
        "on load { PMEVCNTR[0] := 0 } | 1:23: found ':=', expected the rest of the register's name, such as _EL0",
        "on load { PMEVCNTR[PMCR_EL0]_EL0 := 0 } | 1:20: found 'PMCR_EL0', expected a number, a constant or a loop variable",
        "on load { dsb osh }       | 1:15: found 'osh', expected nsh, ish or sy after dsb",
        "on load { psb }           | 1:15: found '}', expected csync after psb",
        "on load { do vgic-flsh }  | 1:14: found 'vgic-flsh', expected a step (nearest is vgic-flush)",
        "on load { do }            | 1:14: found '}', expected a step",
        "on load { if ftg { } }    | 1:14: found 'ftg', expected a feature or a value (nearest is fgt)",
        "on load { if guest { } }  | 1:20: found '{', expected a comparison: ==, !=, <, <=, > or >=",
        "on load { if PMCR_EL0 == 0 { } } | 1:14: found 'PMCR_EL0', expected vcpu.REGISTER; the vCPU thread decides, it sees no other registers",
        "on load { if fgt isb }    | 1:18: found 'isb', expected '{'",
        "on load { for fgt in 0 .. 4 { } } | 1:15: found 'fgt', expected a loop variable: a small-letter word that means nothing else here",
        "on load { for n of 0 .. 4 { } } | 1:17: found 'of', expected 'in'",
        "on load { for n in 0 .. gest-counters { } } | 1:25: found 'gest-counters', expected a number or a count (nearest is guest-counters)",
        "on load { L5: }           | 1:15: found '}', expected STATEMENTS",
        "on load { é }             | 1:11: found character U+00E9, expected a name, a number, a symbol or a # comment",
      })
  void aTextThatIsNotAProgram(String text, String message) {
    String expected = "t.ctx:" + message.replace("STATEMENTS", STATEMENTS);
    var e = assertThrows(ProgramException.class, () -> TestVocabulary.parse(text));
    assertEquals(expected, e.getMessage());
  }

  @Test
  void linesAndColumnsCountFromOne() {
    var e =
        assertThrows(
            ProgramException.class,
            () -> TestVocabulary.parse("# comment\non load {\n  isb\n\n   nop\n}\n"));
    assertTrue(String.valueOf(e.getMessage()).startsWith("t.ctx:5:4: found 'nop'"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PMEVCNTR[31]_EL0 := 0 | 2:1: PMEVCNTR[31]_EL0 does not exist, allowed 0..30",
        "for n in 0 .. 5 { ICH_AP1R[n]_EL2 := 0 } | 2:19: ICH_AP1R[4]_EL2 does not exist, allowed 0..3",
        "for n in 0 .. 5 { ICH_AP1R[n - 1]_EL2 := 0 } | 2:19: ICH_AP1R[-1]_EL2 does not exist, allowed 0..3",
        "for n in 0 .. 0x1_0000_0000 { isb } | 2:1: the loops of the hook take more than 65536 rounds",
        "for n in 0 .. 0xFFFF_FFFF_FFFF_FFFF { } | 2:1: the loops of the hook take more than 65536 rounds",
        "for n in 0 .. 40000 { isb isb } | 2:23: the hook unrolls to more than 65536 instructions",
      })
  void aProgramThatDoesNotFitTheHost(String body, String message) {
    var e = assertThrows(ProgramException.class, () -> TestVocabulary.load(body));
    assertEquals("t.ctx:" + message, e.getMessage());
  }

  @Test
  void aNameWithoutBindingIsToldWhereItIsUsed() {
    SwitchProgram program = TestVocabulary.parse("on load {\n  PMCR_EL0 := guest\n}");
    var e =
        assertThrows(
            ProgramException.class, () -> program.bind(new Bindings(Set.of(), Map.of(), Map.of())));
    assertEquals("t.ctx:2:3: 'guest' has no value on this host", e.getMessage());
  }

  @Test
  void nestingIsBounded() {
    String deep = "on load { PMCR_EL0 := " + "(".repeat(100_000);
    var e = assertThrows(ProgramException.class, () -> TestVocabulary.parse(deep));
    assertEquals("t.ctx:1:86: nested too deeply, allowed are 64 levels", e.getMessage());
  }

  @Test
  void aLongWordIsShownShortened() {
    var e = assertThrows(ProgramException.class, () -> TestVocabulary.parse("x".repeat(10_000)));
    assertTrue(String.valueOf(e.getMessage()).length() < 200);
  }

  @Test
  void theTextsLengthIsBounded() {
    String text = " ".repeat((1 << 20) + 1);
    var e = assertThrows(ProgramException.class, () -> TestVocabulary.parse(text));
    assertEquals("t.ctx:1:1: the text has 1048577 characters, allowed are 1048576", e.getMessage());
  }
}
