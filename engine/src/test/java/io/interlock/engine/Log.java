package io.interlock.engine;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An actor that keeps what it is told, for the test to read.
///
/// @param <T> what it is told
public final class Log<T> {
  private final List<T> entries = new CopyOnWriteArrayList<>();

  /// The actor.
  public Behavior<T> behavior() {
    return Behaviors.receiveMessage(
        entry -> {
          entries.add(entry);
          return Behaviors.same();
        });
  }

  /// Keeps an entry without a message.
  public void add(T entry) {
    entries.add(entry);
  }

  /// All entries so far.
  public List<T> all() {
    return List.copyOf(entries);
  }
}
