package io.interlock.cluster.nodes;

import akka.actor.ActorPath;
import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import io.interlock.cluster.fleet.HostLoad;
import io.interlock.cluster.fleet.HostsSeen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What the coordinator knows of hosts on other nodes: the last that each group has said.
final class Lookout {
  private final Cluster cluster;
  private final Map<Integer, CoordinatorMessage.Seen> byGroup = new TreeMap<>();

  Lookout(ActorSystem<?> system) {
    cluster = Cluster.get(system);
  }

  /// A group has said how its hosts are doing.
  void heard(CoordinatorMessage.Seen seen) {
    byGroup.put(seen.group(), seen);
  }

  /// All that is known.
  ///
  /// @param events deliveries so far
  HostsSeen seen(long events) {
    List<HostLoad> loads = new ArrayList<>();
    Map<String, Integer> hosts = new TreeMap<>();
    for (CoordinatorMessage.Seen group : byGroup.values()) {
      loads.addAll(group.loads());
      hosts.merge(group.node(), group.loads().size(), Integer::sum);
    }
    return new HostsSeen(events, loads, nodes(hosts));
  }

  private List<HostsSeen.Node> nodes(Map<String, Integer> hosts) {
    Set<Member> unreachable = new HashSet<>(cluster.state().getUnreachable());
    Map<String, HostsSeen.Node> nodes = new TreeMap<>();
    for (Member member : cluster.state().getMembers()) {
      String address = place(member.address());
      String status = unreachable.contains(member) ? "unreachable" : word(member.status());
      nodes.put(address, new HostsSeen.Node(address, status, hosts.getOrDefault(address, 0)));
    }
    return List.copyOf(nodes.values());
  }

  /// The node where an actor is. The path of one that is here does not name it.
  static Address nodeOf(ActorPath actor, Cluster cluster) {
    Address address = actor.address();
    return address.hasGlobalScope() ? address : cluster.selfMember().address();
  }

  /// An address as `HOST:PORT`.
  static String place(Address address) {
    return address.getHost().get() + ":" + address.getPort().get();
  }

  private static String word(MemberStatus status) {
    return status.toString().toLowerCase(Locale.ROOT);
  }
}
