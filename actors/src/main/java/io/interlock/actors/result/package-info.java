/// What a simulation tells those who asked for it: progress while it runs, and its result.
@NullMarked
package io.interlock.actors.result;

import org.jspecify.annotations.NullMarked;
