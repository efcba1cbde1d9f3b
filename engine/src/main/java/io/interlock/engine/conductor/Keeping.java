package io.interlock.engine.conductor;

import org.jspecify.annotations.Nullable;

/// How the states of actors are kept for a search that wants to go back to them.
public interface Keeping {
  /// Whether an actor with this state, null for one that keeps none with the engine, can be brought
  /// back to it.
  boolean canKeep(@Nullable Object state);

  /// Whether different states of an actor with this state have different hashes.
  boolean canHash(@Nullable Object state);

  /// The state to go on with, when `state` itself has to stay as it is.
  Object goOnFrom(Object state);
}
