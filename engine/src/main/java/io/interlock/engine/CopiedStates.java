package io.interlock.engine;

import io.interlock.engine.conductor.Keeping;
import io.interlock.engine.trace.StableHashed;
import org.jspecify.annotations.Nullable;

/// Keeps the states of [StatefulBehavior]s: what can be copied is copied, what cannot change is
/// kept as it is, and all else is refused.
final class CopiedStates implements Keeping {
  @Override
  public boolean canKeep(@Nullable Object state) {
    return switch (state) {
      case null -> false;
      case Copyable<?> _, Record _, Enum<?> _, String _, Number _, Boolean _, Character _ -> true;
      default -> state.getClass().getName().startsWith("java.util.ImmutableCollections");
    };
  }

  /// Records and values are hashed by what they hold; what can change says itself what that is.
  @Override
  public boolean canHash(@Nullable Object state) {
    return canKeep(state) && (state instanceof StableHashed || !(state instanceof Copyable));
  }

  @Override
  public Object goOnFrom(Object state) {
    return state instanceof Copyable<?> mutable ? mutable.copy() : state;
  }
}
