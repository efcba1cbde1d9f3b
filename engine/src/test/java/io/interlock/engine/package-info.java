/// Tests of the engine.
@NullMarked
package io.interlock.engine;

import org.jspecify.annotations.NullMarked;
