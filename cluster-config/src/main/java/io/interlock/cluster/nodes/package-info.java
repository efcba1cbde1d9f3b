/// Fleets on several nodes: groups of hosts are sharded over the nodes of an Akka Cluster, and one
/// of these has the controller.
@NullMarked
package io.interlock.cluster.nodes;

import org.jspecify.annotations.NullMarked;
