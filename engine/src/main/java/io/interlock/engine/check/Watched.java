package io.interlock.engine.check;

import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.States;
import io.interlock.engine.explore.UnsaveableException;
import io.interlock.engine.trace.Delivered;
import io.interlock.engine.trace.StableHash;
import io.interlock.engine.trace.UnhashableException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// What deliveries add up to, for claims to read.
///
/// @param <S> an immutable value, such as a record or a list
public final class Watched<S> {
  private final S initial;
  private final BiFunction<S, Delivered, S> step;
  private final StableHash hashes;
  private S now;

  Watched(S initial, BiFunction<S, Delivered, S> step, StableHash hashes) {
    this.initial = initial;
    this.step = step;
    this.hashes = hashes;
    now = initial;
  }

  /// What the deliveries of this execution add up to so far; to be asked in claims.
  public S now() {
    return now;
  }

  Monitor monitor() {
    return new Memory(initial);
  }

  /// Goes back with the search, as what the claims read does not; so it shows itself to them before
  /// they are asked.
  private final class Memory implements Monitor {
    private S memory;

    private Memory(S memory) {
      this.memory = memory;
    }

    @Override
    public String property() {
      return "watched";
    }

    @Override
    public void delivered(Delivered delivery) {
      memory = step.apply(memory, delivery);
    }

    @Override
    public @Nullable String broken(States states) {
      now = memory;
      return null;
    }

    @Override
    public @Nullable String brokenAtEnd(States states) {
      now = memory;
      return null;
    }

    @Override
    public Monitor copy() {
      return new Memory(memory);
    }

    @Override
    public long stableHash() {
      try {
        return hashes.of(memory);
      } catch (UnhashableException obstacle) {
        throw new UnsaveableException(
            "stateful cannot tell apart what is watched: it holds " + obstacle.getMessage());
      }
    }
  }
}
