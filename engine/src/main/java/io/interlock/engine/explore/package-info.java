/// Worlds in which every step is a choice, and what all searches through them share.
@NullMarked
package io.interlock.engine.explore;

import org.jspecify.annotations.NullMarked;
