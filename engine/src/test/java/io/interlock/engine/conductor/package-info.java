/// The parts of the conductor, each against a simpler model of itself.
@NullMarked
package io.interlock.engine.conductor;

import org.jspecify.annotations.NullMarked;
