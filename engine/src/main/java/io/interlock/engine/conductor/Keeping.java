package io.interlock.engine.conductor;

import io.interlock.engine.trace.UnhashableException;
import org.jspecify.annotations.Nullable;

/// How the states of actors are kept for a search that wants to go back to them.
public interface Keeping {
  /// Whether an actor with this state, null for one that keeps none with the engine, can be brought
  /// back to it.
  boolean canKeep(@Nullable Object state);

  /// A hash of a state by all that counts for its future, equal in every JVM.
  ///
  /// @throws UnhashableException where something in it has no such hash
  long hash(@Nullable Object state);

  /// The state to go on with, when `state` itself has to stay as it is.
  Object goOnFrom(Object state);
}
