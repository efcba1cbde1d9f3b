package io.interlock.cluster.nodes;

import akka.actor.ActorRef;
import akka.actor.Address;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import java.util.Set;

/// On how many threads each node of a cluster runs hosts. A node says so by a role, which all
/// others see as soon as they see the node.
final class NodeThreads {
  private static final String ROLE = "threads-";

  private final Cluster cluster;

  NodeThreads(Cluster cluster) {
    this.cluster = cluster;
  }

  /// The role of a node with so many.
  static String role(int threads) {
    return ROLE + threads;
  }

  /// What roles say; 1 where none does.
  static int of(Set<String> roles) {
    return roles.stream()
        .filter(role -> role.startsWith(ROLE))
        .mapToInt(role -> Integer.parseInt(role.substring(ROLE.length())))
        .findFirst()
        .orElse(1);
  }

  /// Those of the node where this actor is; 1 where that is gone.
  int at(ActorRef actor) {
    Address place = Lookout.nodeOf(actor.path(), cluster);
    for (Member member : cluster.state().getMembers()) {
      if (member.address().equals(place)) {
        return of(member.getRoles());
      }
    }
    return 1;
  }
}
