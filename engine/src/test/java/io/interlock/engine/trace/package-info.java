/// Vectors of the canonical trace.
@NullMarked
package io.interlock.engine.trace;

import org.jspecify.annotations.NullMarked;
