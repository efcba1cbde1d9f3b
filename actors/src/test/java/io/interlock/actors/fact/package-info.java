/// Tests of what is counted while a host runs.
@NullMarked
package io.interlock.actors.fact;

import org.jspecify.annotations.NullMarked;
