package io.interlock.engine.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MedianTest {
  @Test
  void isTheValueInTheMiddle() {
    assertEquals(3, Median.of(9, 3, 1));
    assertEquals(7, Median.of(7));
    assertEquals(6, Median.of(List.of("four", "one", "threes", "thirty"), String::length));
  }
}
