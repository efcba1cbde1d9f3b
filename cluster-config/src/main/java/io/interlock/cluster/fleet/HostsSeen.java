package io.interlock.cluster.fleet;

import java.util.List;

/// The hosts of a fleet as they were when somebody looked.
///
/// @param events deliveries so far
/// @param loads of those hosts of which something is known, in any order
/// @param nodes on which the hosts are; empty if all are in this process
public record HostsSeen(long events, List<HostLoad> loads, List<Node> nodes) {
  /// Keeps copies of the lists.
  public HostsSeen {
    loads = List.copyOf(loads);
    nodes = List.copyOf(nodes);
  }

  /// A node of the cluster.
  ///
  /// @param status `joining`, `up`, `unreachable`, `leaving` or the like
  /// @param hosts how many hosts are there
  public record Node(String address, String status, int hosts) {}
}
