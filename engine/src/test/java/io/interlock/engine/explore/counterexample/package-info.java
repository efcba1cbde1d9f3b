/// Counterexamples to the byte, and what is not one.
@NullMarked
package io.interlock.engine.explore.counterexample;

import org.jspecify.annotations.NullMarked;
