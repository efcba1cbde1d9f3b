/// Tests of fleets.
@NullMarked
package io.interlock.cluster.fleet;

import org.jspecify.annotations.NullMarked;
