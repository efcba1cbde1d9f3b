package io.interlock.engine.explore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The states of actors between two steps, to look at and not to change.
public interface States {
  /// The stable names of all actors that keep their state with the engine.
  List<String> actors();

  /// The stable names of all actors that have not stopped.
  List<String> living();

  /// The state of the actor with this stable name; null if there is none, or it keeps none with the
  /// engine.
  @Nullable Object of(String actor);
}
