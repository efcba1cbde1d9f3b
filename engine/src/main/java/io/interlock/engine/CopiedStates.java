package io.interlock.engine;

import io.interlock.engine.conductor.Keeping;
import io.interlock.engine.trace.StableHash;
import org.jspecify.annotations.Nullable;

/// Keeps the states of [StatefulBehavior]s: what can be copied is copied, what cannot change is
/// kept as it is, and all else is refused.
final class CopiedStates implements Keeping {
  private final StableHash hashes;

  CopiedStates(StableHash hashes) {
    this.hashes = hashes;
  }

  @Override
  public boolean canKeep(@Nullable Object state) {
    return switch (state) {
      case null -> false;
      case Copyable<?> _, Record _, Enum<?> _, String _, Number _, Boolean _, Character _ -> true;
      default -> state.getClass().getName().startsWith("java.util.ImmutableCollections");
    };
  }

  @Override
  public long hash(@Nullable Object state) {
    return hashes.of(state);
  }

  @Override
  public Object goOnFrom(Object state) {
    return state instanceof Copyable<?> mutable ? mutable.copy() : state;
  }
}
