/// What actors state about themselves while a host runs, and what is counted from it.
///
/// Facts leave the simulated machine and never come back into it.
@NullMarked
package io.interlock.actors.fact;

import org.jspecify.annotations.NullMarked;
