/// Exploring actors from a test.
@NullMarked
package io.interlock.engine.check;

import org.jspecify.annotations.NullMarked;
