package io.interlock.engine.explore.proof;

/// Why a search came to its end.
public enum Ending {
  /// Everything was seen: what was not found is not there.
  EXHAUSTED,
  /// The first violation was all that was asked for.
  VIOLATION,
  /// As many states were seen as were allowed.
  STATES,
  /// As many executions were run as were allowed.
  EXECUTIONS,
  /// Some executions were cut because they took more steps than allowed; all else was seen.
  STEPS,
  /// One more state would have needed more memory than allowed.
  MEMORY,
  /// Another thread asked the search to stop.
  INTERRUPTED
}
