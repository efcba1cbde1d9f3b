/// How short shrinking gets, against the shortest there is.
@NullMarked
package io.interlock.engine.explore.shrink;

import org.jspecify.annotations.NullMarked;
