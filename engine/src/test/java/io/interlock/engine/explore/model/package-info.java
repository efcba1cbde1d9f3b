/// Small worlds whose exact sizes are known, for the searches to be tried on.
@NullMarked
package io.interlock.engine.explore.model;

import org.jspecify.annotations.NullMarked;
