package io.interlock.engine.check;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.StatefulBehavior;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An actor that remembers what it is told, for claims to read. What it remembers belongs to the
/// execution that a claim judges.
///
/// @param <T> what it is told
public final class Probe<T> {
  private final ActorRef<T> ref;
  private final Supplier<@Nullable Object> state;

  Probe(ActorRef<T> ref, Supplier<@Nullable Object> state) {
    this.ref = ref;
    this.state = state;
  }

  static <T> Behavior<T> behavior() {
    return StatefulBehavior.<List<T>, T>of(
        _ -> List.of(),
        (_, heard, message) -> {
          List<T> more = new ArrayList<>(heard);
          more.add(message);
          return List.copyOf(more);
        });
  }

  /// The actor, to be told things.
  public ActorRef<T> ref() {
    return ref;
  }

  /// All it was told so far, in order; to be asked in claims.
  @SuppressWarnings("unchecked") // the state is that of the behaviour above
  public List<T> heard() {
    Object heard = state.get();
    return heard == null ? List.of() : (List<T>) heard;
  }
}
