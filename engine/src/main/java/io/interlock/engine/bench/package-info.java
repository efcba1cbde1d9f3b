/// How fast the engine is and how much it needs, in short form.
@NullMarked
package io.interlock.engine.bench;

import org.jspecify.annotations.NullMarked;
