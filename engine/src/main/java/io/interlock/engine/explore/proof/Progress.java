package io.interlock.engine.explore.proof;

/// Hears now and then how far a search has come, on the thread that searches.
@FunctionalInterface
public interface Progress {
  /// Hears nothing.
  Progress NONE = (_, _, _) -> {};

  /// Hears of the search as it is now.
  ///
  /// @param seen states or executions so far
  /// @param transitions steps so far, without those taken only to come back to a state
  /// @param depth steps on the present path
  void at(long seen, long transitions, int depth);
}
