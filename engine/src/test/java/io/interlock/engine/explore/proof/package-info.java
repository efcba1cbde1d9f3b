/// Holds the proof searches against known counts, brute force and each other.
@NullMarked
package io.interlock.engine.explore.proof;

import org.jspecify.annotations.NullMarked;
