package io.interlock.engine.explore.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.engine.explore.World;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// What a search must find in a small system, to be compared with what it finds.
record Agreement(Set<Long> states, Set<Long> ends, Set<String> broken, int classes, String system) {
  private static final int STATES_MAX = 1_000_000;
  private static final int STEPS_MAX = 10_000;
  private static final long BYTES_MAX = 1L << 30;

  static Agreement with(BruteForce all, String system) {
    return new Agreement(all.states(), all.ends(), all.broken(), all.classes(), system);
  }

  static Agreement with(Reachable all, String system) {
    return new Agreement(all.states(), all.ends(), all.broken(), 0, system);
  }

  /// A search by states, in all its variants, each in a fresh world.
  void ofStateful(Supplier<World> worlds) {
    for (int variant = 0; variant < 8; variant++) {
      boolean ample = (variant & 1) != 0;
      boolean sleep = (variant & 2) != 0;
      boolean wide = (variant & 4) != 0;
      var options = new StatefulOptions(true, ample, sleep, wide, STATES_MAX, STEPS_MAX, BYTES_MAX);
      String where = system + ", " + options;
      try (Watched world = new Watched(worlds.get())) {
        StatefulResult result = new StatefulSearch(world, options).run(Progress.NONE);
        check(result, world, where);
        if (!ample) {
          assertEquals(states.size(), result.states(), where);
        }
      }
    }
  }

  /// A search by executions. How many of them there are is compared where none was cut short.
  void ofDpor(Supplier<World> worlds, boolean snapshots) {
    var options = new DporOptions(true, snapshots, 1_000_000, STEPS_MAX);
    String where = system + ", " + options;
    try (Watched world = new Watched(worlds.get())) {
      DporResult result = new Dpor(world, options).run(Progress.NONE);
      check(result, world, where);
      assertEquals(0, result.blocked(), where);
      if (broken.isEmpty() || broken.equals(Set.of("end"))) {
        assertEquals(classes, result.executions(), where);
      }
    }
  }

  private void check(ProofResult result, Watched world, String where) {
    assertEquals(Ending.EXHAUSTED, result.ending(), where);
    assertEquals(ends, world.ends(), where);
    Set<String> found = new TreeSet<>();
    result.findings().forEach(finding -> found.add(finding.violation().property()));
    assertEquals(broken, found, where);
  }
}
