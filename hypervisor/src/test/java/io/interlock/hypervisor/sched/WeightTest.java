package io.interlock.hypervisor.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WeightTest {
  @Test
  void knownLevelsHaveTheKernelsWeights() {
    assertEquals(Weight.MAX, Weight.ofNice(-20));
    assertEquals(3121, Weight.ofNice(-5));
    assertEquals(Weight.NICE_0, Weight.ofNice(0));
    assertEquals(335, Weight.ofNice(5));
    assertEquals(Weight.MIN, Weight.ofNice(19));
  }

  @Test
  void eachLevelIsAboutAQuarterBelowTheOneBefore() {
    for (int nice = Weight.NICE_MIN; nice < Weight.NICE_MAX; nice++) {
      double ratio = (double) Weight.ofNice(nice) / Weight.ofNice(nice + 1);
      assertTrue(ratio > 1.19 && ratio < 1.29, "nice " + nice + ": " + ratio);
    }
  }

  @Test
  void aLevelOutOfRangeIsNamedWithTheRange() {
    var error = assertThrows(IllegalArgumentException.class, () -> Weight.ofNice(20));
    assertEquals("nice is 20, allowed are -20 to 19", error.getMessage());
  }
}
