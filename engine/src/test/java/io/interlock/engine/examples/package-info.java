/// Small actor systems of general interest, in plain Akka Typed: nothing in them knows of the
/// engine.
@NullMarked
package io.interlock.engine.examples;

import org.jspecify.annotations.NullMarked;
