package io.interlock.cluster.nodes;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.cluster.typed.Cluster;
import io.interlock.cluster.fleet.HostGroup;
import io.interlock.cluster.fleet.HostOrder;
import io.interlock.cluster.fleet.HostReport;
import io.interlock.engine.Engine;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A group of hosts on some node.
///
/// It begins without a past. Told to run a window that is not its next, it says how far it is, and
/// is then told what it missed. On a node that does not know the fleet yet it says nothing; whoever
/// asks, asks again.
final class GroupActor extends AbstractBehavior<GroupMessage> {
  private final Engine engine;
  private final CompletableFuture<Fleet> fleet;
  private final int group;
  private @Nullable HostGroup hosts;
  private long run;
  private long window;
  private List<HostReport> lastReports = List.of();

  private GroupActor(
      ActorContext<GroupMessage> context,
      Engine engine,
      CompletableFuture<Fleet> fleet,
      int group) {
    super(context);
    this.engine = engine;
    this.fleet = fleet;
    this.group = group;
  }

  /// A group of hosts.
  ///
  /// @param fleet complete as soon as the node knows it
  static Behavior<GroupMessage> create(Engine engine, CompletableFuture<Fleet> fleet, int group) {
    return Behaviors.setup(context -> new GroupActor(context, engine, fleet, group));
  }

  @Override
  public Receive<GroupMessage> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::receive)
        .onSignal(
            PostStop.class,
            _ -> {
              end();
              return this;
            })
        .build();
  }

  private Behavior<GroupMessage> receive(GroupMessage message) {
    switch (message) {
      case GroupMessage.Leave _ -> {
        return Behaviors.stopped();
      }
      case GroupMessage _ when !fleet.isDone() -> {}
      case GroupMessage.Advance advance -> advance(advance);
      case GroupMessage.Recall recall -> recall(recall);
      case GroupMessage.Sum(long ofRun, long after, var replyTo) -> {
        if (isAt(ofRun, after, replyTo)) {
          replyTo.tell(new CoordinatorMessage.Summed(run, group, group(ofRun).summaries()));
        }
      }
      case GroupMessage.Look(long ofRun, var replyTo) -> look(ofRun, replyTo);
    }
    return this;
  }

  private void advance(GroupMessage.Advance next) {
    HostGroup running = group(next.run());
    if (next.window() == window + 1) {
      lastReports = running.run(next.orders(), next.untilPicos());
      window = next.window();
    }
    if (isAt(next.run(), next.window(), next.replyTo())) {
      next.replyTo()
          .tell(new CoordinatorMessage.Advanced(run, group, window, lastReports, running.events()));
    }
  }

  /// Whether the group has come to this window; if it is behind, it says so.
  private boolean isAt(long ofRun, long wanted, ActorRef<CoordinatorMessage> replyTo) {
    HostGroup _ = group(ofRun);
    if (window < wanted) {
      replyTo.tell(new CoordinatorMessage.Behind(run, group, window));
    }
    return window == wanted;
  }

  private void recall(GroupMessage.Recall past) {
    HostGroup running = group(past.run());
    if (past.window() > window) {
      List<HostOrder> orders = past.orders();
      lastReports = running.run(orders, past.untilPicos());
      window = past.window();
    }
    past.replyTo().tell(new CoordinatorMessage.Behind(run, group, window));
  }

  private void look(long ofRun, ActorRef<CoordinatorMessage> replyTo) {
    HostGroup running = hosts;
    if (running != null && ofRun == run) {
      Cluster cluster = Cluster.get(getContext().getSystem());
      String node = Lookout.place(cluster.selfMember().address());
      replyTo.tell(new CoordinatorMessage.Seen(run, group, node, running.loads()));
    }
  }

  /// The hosts of this run of the fleet; those of an earlier one are void.
  private HostGroup group(long ofRun) {
    HostGroup known = hosts;
    if (known == null || ofRun != run) {
      end();
      known = new HostGroup(engine, fleet.join().plan(), group);
      hosts = known;
      run = ofRun;
      window = 0;
      lastReports = List.of();
    }
    return known;
  }

  private void end() {
    if (hosts != null) {
      hosts.close();
      hosts = null;
    }
  }
}
