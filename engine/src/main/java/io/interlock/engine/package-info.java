/// Deterministic simulation for Akka Typed.
///
/// [Engine] owns an actor system; a [Simulation] is one world in it, run delivery by delivery in
/// virtual time; [Sim] is what a behaviour may ask of the world it lives in. Nothing here knows of
/// Arm.
@NullMarked
package io.interlock.engine;

import org.jspecify.annotations.NullMarked;
