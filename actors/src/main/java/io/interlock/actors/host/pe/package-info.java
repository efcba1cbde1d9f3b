/// A physical CPU: registers, timers, monitors and profiling unit at work, the guest while it runs,
/// interrupts, and the threads that take turns.
///
/// [PeState] takes each message, and hands it to the part that it is about.
@NullMarked
package io.interlock.actors.host.pe;

import org.jspecify.annotations.NullMarked;
