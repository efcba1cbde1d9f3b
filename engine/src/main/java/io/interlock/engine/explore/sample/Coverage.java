package io.interlock.engine.explore.sample;

/// Where executions have been: which deliveries followed which at the same actor, and in which
/// states those left it.
///
/// Workers read it while a generation runs, and it changes between generations only.
final class Coverage {
  /// States beyond these are not told apart from old ones: an actor that counts has no end of them.
  private static final int STATES_MAX = 1 << 18;

  private final LongTable orderings = new LongTable();
  private final LongTable states = new LongTable();

  /// How many pairs of deliveries have followed each other.
  int orderings() {
    return orderings.size();
  }

  boolean hasOrdering(long ordering) {
    return orderings.contains(ordering);
  }

  boolean hasState(long state) {
    return states.contains(state) || states.size() >= STATES_MAX;
  }

  /// Adds orderings; says how many are new.
  int addOrderings(long[] seen) {
    int before = orderings.size();
    for (long ordering : seen) {
      orderings.add(ordering);
    }
    return orderings.size() - before;
  }

  /// Adds states; says how many are new.
  int addStates(long[] seen) {
    int before = states.size();
    for (long state : seen) {
      if (states.size() < STATES_MAX) {
        states.add(state);
      }
    }
    return states.size() - before;
  }
}
