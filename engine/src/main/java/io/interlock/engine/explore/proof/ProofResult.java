package io.interlock.engine.explore.proof;

import java.util.List;

/// What either search comes to.
public sealed interface ProofResult permits StatefulResult, DporResult {
  /// Why the search ended.
  Ending ending();

  /// The first violation of each property that was found broken, in the order of finding.
  List<Finding> findings();

  /// Steps taken, without those taken only to come back to a state.
  long transitions();

  /// The length of the longest path.
  int depth();

  /// Whether nothing was left out.
  default boolean exhausted() {
    return ending() == Ending.EXHAUSTED;
  }
}
