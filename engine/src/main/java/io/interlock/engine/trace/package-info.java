/// The canonical trace: a number for each delivery that is the same in every JVM, and their digest.
@NullMarked
package io.interlock.engine.trace;

import org.jspecify.annotations.NullMarked;
