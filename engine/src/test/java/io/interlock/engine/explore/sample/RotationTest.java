package io.interlock.engine.explore.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTest {
  @ParameterizedTest
  @MethodSource("io.interlock.engine.explore.sample.Rotation#names")
  void everyNameCanBeAskedFor(String name) {
    assertEquals(name, Rotation.parse(name).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pct:2", "pct:10", "delay:0", "delay:7", "pct"})
  void aStrategyKeepsItsNumber(String name) {
    assertEquals(name, Rotation.parse(name).strategies().getFirst().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ptc|strategy 'ptc' is unknown, the nearest is 'pct'; allowed are delay, feedback, pct,"
            + " portfolio, pos, random, surw, swarm, urw",
        "portfoli|strategy 'portfoli' is unknown, the nearest is 'portfolio'; allowed are delay,"
            + " feedback, pct, portfolio, pos, random, surw, swarm, urw",
        "pct:1|strategy 'pct:1': pct takes a depth, 2 to 10",
        "pct:|strategy 'pct:': pct takes a depth, 2 to 10",
        "pct:99999999999|strategy 'pct:99999999999': pct takes a depth, 2 to 10",
        "delay:x|strategy 'delay:x': delay takes a number of delays, 0 to 1000",
        "urw:3|strategy 'urw:3': urw takes no number",
      })
  void anythingElseIsRefusedInOneLine(String text, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Rotation.parse(text)).getMessage());
  }

  @Test
  void strategiesTakeTurnsByTheNumberOfTheExecution() {
    Rotation rotation = Rotation.parse("urw,pct:2,urw,pos");
    assertEquals(3, rotation.strategies().size());
    int[] turns = {0, 1, 0, 2, 0, 1, 0, 2};
    for (int i = 0; i < turns.length; i++) {
      assertEquals(turns[i], rotation.turn(i + 4_000_000_000L));
    }
  }

  @Test
  void thePortfolioIsOfManyMinds() {
    assertTrue(Rotation.parse("portfolio").strategies().size() >= 5);
  }
}
