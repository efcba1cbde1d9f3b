/// Exploring anybody's actors from a test: what is there, what must hold, what came of it.
@NullMarked
package io.interlock.engine.check;

import org.jspecify.annotations.NullMarked;
