package io.interlock.hardware.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OneLineTest {
  @Test
  void controlAndLineCharactersBecomeQuestionMarks() {
    assertEquals("a?b?c?d?e", OneLine.of("a\nb\rc\u2028d\u001be"));
  }

  @Test
  void lettersOfAnyScriptStay() {
    assertEquals("Größe µs", OneLine.of("Größe µs"));
  }

  @Test
  void longTextIsCut() {
    assertEquals(403, OneLine.of("x".repeat(10_000)).length());
  }
}
