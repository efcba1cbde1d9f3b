package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import java.util.List;

/// Guests whose counter 0 counts cycles, and what has to come of them, whatever their PMU is.
final class CountingGuests {
  /// Computes 12,345 cycles and 20 million more, with exits in between.
  static final String[] OVER_EXITS = {
    "compute 12345",
    "read PMEVCNTR0_EL0",
    "hvc",
    "mmio user",
    "compute 20M",
    "read PMEVCNTR0_EL0",
    "off"
  };

  /// Overflows with an interrupt, and goes on.
  static final String[] OVERFLOWING = {
    "write PMEVCNTR0_EL0 0xfffff000",
    "compute 10M",
    "read PMOVSSET_EL0",
    "read PMEVCNTR0_EL0",
    "off"
  };

  private CountingGuests() {}

  /// What [#OVER_EXITS] reads.
  static void assertCountsOverExits(List<Long> counter) {
    assertEquals(List.of(12_345L, 20_012_345L), counter);
  }

  /// What becomes of [#OVERFLOWING], and what it reads.
  static void assertOverflowsOnce(TestRun run, List<Long> overflows, List<Long> counter) {
    assertEquals(1, run.handled(0, 23));
    assertEquals(List.of(0L), overflows);
    assertEquals(
        (0xFFFF_F000L + 10_000_000 + 1000) & 0xFFFF_FFFFL,
        counter.getFirst() & 0xFFFF_FFFFL,
        "the handler's own 1000 cycles count too");
  }

  /// A guest that computes and reads its counter.
  static String[] computing(String cycles) {
    return new String[] {"compute " + cycles, "read PMEVCNTR0_EL0", "off"};
  }

  /// Three of these, of 40 to 60 million cycles, have shared two PEs.
  static void assertCountsTravelled(TestRun run, List<Long> counters) {
    assertTrue(run.facts(Fact.ContextPut.class).size() > 10, "they take turns");
    assertEquals(
        List.of(40_000_000L, 50_000_000L, 60_000_000L), counters.stream().sorted().toList());
  }
}
