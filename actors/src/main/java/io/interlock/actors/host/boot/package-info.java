/// A host as a whole: brings its units up, spreads threads over its PEs, and is a world for runs
/// and searches.
@NullMarked
package io.interlock.actors.host.boot;

import org.jspecify.annotations.NullMarked;
