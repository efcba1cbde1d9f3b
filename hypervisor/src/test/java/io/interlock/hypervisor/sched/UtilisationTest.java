package io.interlock.hypervisor.sched;

import static io.interlock.hypervisor.sched.Near.assertNear;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class UtilisationTest {
  private static final long MS = Tuning.MILLISECOND;

  @Test
  void halfIsForgottenEvery32Milliseconds() {
    assertEquals(512, Utilisation.of(1024).after(32 * MS, false, 1024).value());
    assertEquals(256, Utilisation.of(1024).after(64 * MS, false, 1024).value());
    assertNear(512, Utilisation.NONE.after(32 * MS, true, 1024).value(), 1);
  }

  @Test
  void aThreadThatAlwaysRunsUsesTheCapacityOfItsPe() {
    assertEquals(446, Utilisation.NONE.after(2000 * MS, true, 446).value());
    assertEquals(446, Utilisation.of(1024).after(2000 * MS, true, 446).value());
  }

  @Test
  void aThreadThatRunsAQuarterOfTheTimeUsesAQuarter() {
    Utilisation utilisation = Utilisation.NONE;
    for (int i = 0; i < 1000; i++) {
      utilisation = utilisation.after(MS / 4, true, 1024).after(3 * MS / 4, false, 1024);
    }
    assertNear(256, utilisation.value(), 3);
  }

  @Property(tries = 300)
  void followsTheExponential(
      @ForAll @LongRange(min = 0, max = 400_000_000_000L) long picos,
      @ForAll @IntRange(min = 0, max = 1024) int start) {
    double exact = start * Math.pow(2, -picos / (32.0 * MS));
    double found = Utilisation.of(start).after(picos, false, 1024).scaled() / 0x1p20;
    assertEquals(exact, found, 0.001);
  }

  @Property(tries = 300)
  void splittingATimeSpanChangesNextToNothing(
      @ForAll @LongRange(min = 0, max = 50_000_000_000L) long first,
      @ForAll @LongRange(min = 0, max = 50_000_000_000L) long second,
      @ForAll boolean running,
      @ForAll @IntRange(min = 1, max = 1024) int capacity) {
    Utilisation start = Utilisation.of(300);
    long whole = start.after(first + second, running, capacity).scaled();
    long parts = start.after(first, running, capacity).after(second, running, capacity).scaled();
    assertNear(whole, parts, (1 << 20) / 100);
  }

  @Property(tries = 300)
  void staysBetweenNothingAndTheCapacity(
      @ForAll @LongRange(min = 0) long picos,
      @ForAll boolean running,
      @ForAll @IntRange(min = 1, max = 1024) int capacity,
      @ForAll @IntRange(min = 0, max = 1024) int start) {
    int value = Utilisation.of(start).after(picos, running, capacity).value();
    assertTrue(value >= 0 && value <= Math.max(start, capacity), "value " + value);
  }
}
