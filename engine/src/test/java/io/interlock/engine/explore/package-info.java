/// Small worlds, and what all searches through worlds share.
@NullMarked
package io.interlock.engine.explore;

import org.jspecify.annotations.NullMarked;
