package io.interlock.engine.explore;

/// Answers what a handler leaves open.
@FunctionalInterface
public interface Choices {
  /// The first alternative, always.
  Choices FIRST = _ -> 0;

  /// One of 0 to `alternatives - 1`; `alternatives` is 2 or more.
  int choose(int alternatives);
}
