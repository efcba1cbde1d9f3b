/// A counterexample in words: as a list, as a table with a column for each actor, as a diagram.
@NullMarked
package io.interlock.engine.explore.explain;

import org.jspecify.annotations.NullMarked;
