/// Many hosts, on the cores of one machine or the nodes of a cluster.
@NullMarked
package io.interlock.cluster;

import org.jspecify.annotations.NullMarked;
