package io.interlock.engine.conductor;

import io.interlock.engine.trace.TraceDigest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A world between two deliveries, as plain data: what is in an image of it. Actors are numbered in
/// the order in which they came.
///
/// @param now virtual time
/// @param events deliveries so far
/// @param sequence what has been planned so far
/// @param chance where Akka's stream of chance is
/// @param sources how many there have been
/// @param departed those of actors that have stopped and were watched, by name
/// @param outside those outside all actors, by name
/// @param agenda what will happen
record Snapshot(
    long now,
    long events,
    long sequence,
    long chance,
    TraceDigest digest,
    int sources,
    Map<String, Source> departed,
    Map<String, Source> outside,
    List<Part> parts,
    List<Entry> agenda) {

  /// Who is there. It stands before the rest of an image, since the rest refers to them.
  record Cast(List<Role> roles) {}

  /// An actor.
  ///
  /// @param parent the number of the actor above it; [#STAGE] for the first of all
  /// @param gone whether it has stopped, and something is still on its way to it
  record Role(Source source, int parent, boolean gone) {
    static final int STAGE = -1;
  }

  /// What is known of an actor.
  ///
  /// @param state of its behaviour, null where it is gone
  /// @param behaviour that goes on with the state
  record Part(
      long busyUntil,
      long chance,
      @Nullable Object state,
      @Nullable Object behaviour,
      List<Line> lines,
      List<Bell> bells,
      @Nullable Source timers,
      List<Entry> waiting) {}

  /// A channel into an actor.
  record Line(Source from, long lastArrival) {}

  /// An alarm of an actor, armed or not.
  record Bell(Enum<?> key, Source source) {}

  /// Something that will happen.
  sealed interface Entry {
    long at();

    long sequence();

    /// A message on its way to an actor.
    record Message(long at, long sequence, Source from, int to, Object content) implements Entry {}

    /// An alarm of an actor; once disarmed it only waits to be forgotten.
    record Alarm(long at, long sequence, int of, Enum<?> key, Object content, boolean disarmed)
        implements Entry {}

    /// The moment when an actor turns to what waits for it.
    record Turn(long at, long sequence, int of) implements Entry {}
  }
}
