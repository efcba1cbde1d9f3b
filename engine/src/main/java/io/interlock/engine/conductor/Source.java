package io.interlock.engine.conductor;

import io.interlock.engine.trace.Mix;

/// Whoever sends: an actor, one of its alarms or timers, or the outside.
///
/// The name is stable: the path below the simulation's root, never a hash code or an Akka uid.
///
/// @param id number in the order of creation, dense within one simulation
/// @param name stable name
/// @param hash hash of the name, equal in every JVM
/// @param wired whether what it sends travels; alarms and timers ring inside their actor
record Source(int id, String name, long hash, boolean wired) {
  static Source of(int id, String name, boolean wired) {
    return new Source(id, name, Mix.text(name), wired);
  }
}
