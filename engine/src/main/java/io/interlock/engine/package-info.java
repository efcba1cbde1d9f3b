/// Deterministic simulation for Akka Typed.
@NullMarked
package io.interlock.engine;

import org.jspecify.annotations.NullMarked;
