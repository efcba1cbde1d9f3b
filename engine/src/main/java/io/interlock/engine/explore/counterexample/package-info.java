/// A violation as a file: all that is needed to see it again on another machine.
@NullMarked
package io.interlock.engine.explore.counterexample;

import org.jspecify.annotations.NullMarked;
