package io.interlock.hypervisor.program.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.interlock.hypervisor.program.KvmPrograms;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceProgramTest {
  private static final Vocabulary WORDS = KvmPrograms.vocabulary();
  private static final int MUTANTS = 100_000;
  private static final String PIECES =
      "{}()[]:=.<>&|~^+-#0123456789 \n\tPMCR_EL0vcpu.host.ifdoonpsb\u00e9\u0000";

  private static SourceProgram parse(String text) {
    return SourceProgram.parse("t.ctx", text, WORDS);
  }

  @Property(tries = 500)
  void aPrintedProgramParsesToAnEqualOne(@ForAll long seed) {
    SourceProgram program = new RandomProgram(seed, WORDS).program();
    String text = program.print();
    assertEquals(program, withoutPositions(parse(text)), text);
    assertEquals(text, parse(text).print());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a & b & c",
        "a & (b & c)",
        "a - (b - c)",
        "(a | b) & c",
        "~(a + b) << 2",
        "- - a",
        "a & ~b"
      })
  void parenthesesAreKeptWhereTheyMatterOnly(String expression) {
    String known = expression.replace("a", "guest").replace("b", "host").replace("c", "counters");
    String text = "on load {\n  PMCR_EL0 := " + known.replace("- - guest", "--guest") + "\n}\n";
    assertEquals(text, parse(text).print());
  }

  @Test
  void blanksLineEndsAndCommentsOnlySeparate() {
    SourceProgram spread = parse("on load # here\r\n{\tL5 : PMCR_EL0\n:=\n1 # {\n dsb\nnsh}#end");
    SourceProgram dense = parse("on load{L5:PMCR_EL0:=1 dsb nsh}");
    assertEquals(withoutPositions(dense), withoutPositions(spread));
  }

  @Test
  void theSamePositionlessProgramIsReadFromShippedTextsAndTheirPrint() {
    for (SourceProgram program : List.of(KvmPrograms.vhe().source(), KvmPrograms.nvhe().source())) {
      assertEquals(withoutPositions(program), withoutPositions(parse(program.print())));
    }
  }

  @Test
  void noTextDoesMoreThanBeRefused() {
    Random random = new Random(20_260_901);
    List<String> originals = originals();
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      String original = originals.get(i % originals.size());
      String mutant = mutated(original, random);
      try {
        parse(mutant);
      } catch (ProgramException e) {
        refused++;
        assertOneShortLine(String.valueOf(e.getMessage()));
      } catch (RuntimeException | StackOverflowError e) {
        fail("not a ProgramException for: " + mutant, e);
      }
    }
    assertTrue(refused > MUTANTS / 2, refused + " refused");
  }

  private static List<String> originals() {
    List<String> originals = new ArrayList<>();
    originals.add(KvmPrograms.nvhe().source().print());
    for (int seed = 1; seed < 300; seed++) {
      originals.add(new RandomProgram(seed, WORDS).program().print());
    }
    return originals;
  }

  private static void assertOneShortLine(String message) {
    assertTrue(message.matches("t\\.ctx:[0-9]+:[0-9]+: .*"), message);
    assertTrue(message.length() < 300, message);
    assertFalse(message.chars().anyMatch(Character::isISOControl), message);
  }

  private static String mutated(String text, Random random) {
    StringBuilder mutant = new StringBuilder(text);
    for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
      int at = random.nextInt(mutant.length() + 1);
      int end = Math.min(mutant.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> mutant.delete(at, end);
        case 1 -> mutant.insert(at, mutant.substring(at, end).repeat(1 + random.nextInt(3)));
        case 2 -> mutant.setLength(at);
        default -> mutant.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
      }
    }
    return mutant.toString();
  }

  private static SourceProgram withoutPositions(SourceProgram program) {
    List<Hook> hooks =
        program.hooks().stream()
            .map(h -> new Hook(NOWHERE, h.point(), h.subject(), withoutPositions(h.body())))
            .toList();
    return new SourceProgram(program.name(), program.feature(), hooks);
  }

  private static List<Statement> withoutPositions(List<Statement> body) {
    return body.stream().map(SourceProgramTest::withoutPosition).toList();
  }

  private static final Position NOWHERE = new Position("", 0, 0);

  private static Statement withoutPosition(Statement statement) {
    return switch (statement) {
      case Statement.Assign(_, var label, var target, var value) ->
          new Statement.Assign(NOWHERE, label, target, value);
      case Statement.Fence(_, var label, var barrier) ->
          new Statement.Fence(NOWHERE, label, barrier);
      case Statement.Region(_, var label, var held, var body) ->
          new Statement.Region(NOWHERE, label, held, withoutPositions(body));
      case Statement.Toggle(_, var label, var what, var on) ->
          new Statement.Toggle(NOWHERE, label, what, on);
      case Statement.If(_, var label, var condition, var body, var otherwise) ->
          new Statement.If(
              NOWHERE, label, condition, withoutPositions(body), withoutPositions(otherwise));
      case Statement.For(_, var label, var variable, var first, var end, var body) ->
          new Statement.For(NOWHERE, label, variable, first, end, withoutPositions(body));
      case Statement.Do(_, var label, var step) -> new Statement.Do(NOWHERE, label, step);
    };
  }
}
