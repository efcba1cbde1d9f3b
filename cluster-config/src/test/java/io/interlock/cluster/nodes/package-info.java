/// Tests of fleets on several nodes.
@NullMarked
package io.interlock.cluster.nodes;

import org.jspecify.annotations.NullMarked;
