package io.interlock.engine.explore.shrink;

/// Runs random executions that are shorter than the best one: what has many ways to fail often has
/// a shorter one that nothing which is left out of the best leads to.
final class ShortSamples {
  private static final int TRIES_MAX = 200;

  private final Search search;
  private int taken;

  ShortSamples(Search search) {
    this.search = search;
  }

  /// Says whether one of the next samples was shorter and broke the same property.
  boolean any() {
    boolean shorter = false;
    int last = taken + TRIES_MAX;
    while (taken < last && !shorter && search.best().listed() > 1 && !search.spent()) {
      shorter = search.sample(taken++);
    }
    return shorter;
  }
}
