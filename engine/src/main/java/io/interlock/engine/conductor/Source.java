package io.interlock.engine.conductor;

import io.interlock.engine.trace.Mix;

/// Whoever sends: an actor, one of its alarms or timers, or the outside.
///
/// The name is stable: the path below the simulation's root, never a hash code or an Akka uid.
///
/// @param id number in the order of creation, dense within one simulation
/// @param name stable name
/// @param hash hash of the name, equal in every JVM
record Source(int id, String name, long hash) {
  static Source of(int id, String name) {
    return new Source(id, name, Mix.text(name));
  }
}
