/// Searches that end: by all states of a world, or by all its executions that differ in more than
/// the order of independent steps. Either says whether it saw everything, or which bound cut it.
@NullMarked
package io.interlock.engine.explore.proof;

import org.jspecify.annotations.NullMarked;
