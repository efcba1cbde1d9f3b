/// Ways of going through a world up to its first violation: by sampling, or by trying everything.
@NullMarked
package io.interlock.engine.explore.search;

import org.jspecify.annotations.NullMarked;
