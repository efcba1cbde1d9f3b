package io.interlock.engine.conductor;

import io.interlock.engine.trace.Mix;

/// Whoever sends: an actor, one of its alarms or timers, or the outside.
///
/// The name is stable: the path below the simulation's root, never a hash code or an Akka uid.
///
/// @param id number in the order of creation, dense within one simulation
/// @param name stable name
/// @param hash hash of the name, equal in every JVM
/// @param kind where it is
record Source(int id, String name, long hash, Kind kind) {
  enum Kind {
    /// What it sends travels.
    ACTOR,
    /// Alarms and timers, which ring inside their actor.
    INSIDE,
    /// Nobody in this world; what it sends travels too.
    OUTSIDE
  }

  static Source of(int id, String name, Kind kind) {
    return new Source(id, name, Mix.text(name), kind);
  }

  /// Whether what it sends travels.
  boolean wired() {
    return kind != Kind.INSIDE;
  }
}
