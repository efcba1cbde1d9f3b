/// Graphs of objects as bytes, so that a world can go on in another JVM.
@NullMarked
package io.interlock.engine.image;

import org.jspecify.annotations.NullMarked;
