/// Bounds that the figures may not leave on any machine.
@NullMarked
package io.interlock.engine.bench;

import org.jspecify.annotations.NullMarked;
