/// What a reader is shown of a counterexample.
@NullMarked
package io.interlock.engine.explore.explain;

import org.jspecify.annotations.NullMarked;
