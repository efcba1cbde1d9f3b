package io.interlock.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OneLineTest {
  @Test
  void whiteSpaceBecomesOneBlankAndControlsQuestionMarks() {
    assertEquals("a b c", OneLine.of("  a\n\t b\r\nc ", 10));
    assertEquals("?[31mred?", OneLine.of("\u001b[31mred\u202e", 20));
  }

  @Test
  void whatIsTooLongEndsInAnEllipsis() {
    assertEquals("abcde", OneLine.of("abcde", 5));
    assertEquals("abcd…", OneLine.of("abcdef", 5));
    assertEquals("…", OneLine.of("abcdef", 1));
  }

  @Test
  void aPairOfSurrogatesIsNotSplit() {
    assertEquals("a…", OneLine.of("a😀b", 3));
    assertEquals("a😀…", OneLine.of("a😀bcd", 4));
  }

  @Property
  void anyTextBecomesOneLineWithinItsLength(
      @ForAll String text, @ForAll @IntRange(min = 1, max = 40) int lengthMax) {
    String line = OneLine.of(text, lengthMax);
    assertTrue(line.length() <= lengthMax);
    assertTrue(line.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0x2028));
  }
}
