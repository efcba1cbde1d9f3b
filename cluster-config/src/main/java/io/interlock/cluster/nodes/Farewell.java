package io.interlock.cluster.nodes;

import akka.actor.ActorRef;
import akka.actor.ActorSelection;
import akka.actor.Address;
import akka.actor.RootActorPath;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import java.util.HashSet;
import java.util.Set;

/// Sends all nodes home but the one that asked for it, which goes last. A node may have joined a
/// moment ago, so nobody needs to know it but the cluster, and whoever does not answer is told
/// again.
final class Farewell {
  private final ActorContext<CoordinatorMessage> context;
  private final CoordinatorMessage.Dismiss dismiss;
  private final Cluster cluster;
  private final Set<String> gone = new HashSet<>();
  private boolean told;

  Farewell(ActorContext<CoordinatorMessage> context, CoordinatorMessage.Dismiss dismiss) {
    this.context = context;
    this.dismiss = dismiss;
    cluster = Cluster.get(context.getSystem());
    gone.add(Lookout.nodeOf(dismiss.replyTo().path(), cluster).toString());
  }

  /// A node has said that it goes.
  void leaves(String node) {
    gone.add(node);
  }

  /// Tells those to go that have not said that they do, also whoever joins after the others have
  /// gone. Whoever asked is told once that they have: if that is lost, it waits no longer than for
  /// any other answer.
  void say() {
    Set<Member> unreachable = new HashSet<>(cluster.state().getUnreachable());
    boolean all = true;
    for (Member member : cluster.state().getMembers()) {
      if (!unreachable.contains(member) && !gone.contains(member.address().toString())) {
        all = false;
        guardian(member.address())
            .tell(new NodeMessage.GoHome(dismiss.ended(), context.getSelf()), ActorRef.noSender());
      }
    }
    if (all && !told) {
      told = true;
      dismiss.replyTo().tell(new NodeMessage.AllGone());
    }
  }

  /// The [NodeActor] at this address.
  private ActorSelection guardian(Address address) {
    return Adapter.toClassic(context.getSystem())
        .actorSelection(new RootActorPath(address, "/").child("user"));
  }
}
