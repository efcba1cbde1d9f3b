/// What the engine promises, tried with small actors.
@NullMarked
package io.interlock.engine;

import org.jspecify.annotations.NullMarked;
