package io.interlock.cluster.nodes;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.typed.Cluster;
import io.interlock.cluster.fleet.HostOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Asks the groups of hosts on other nodes for a window that they have run, as fast as they answer.
///
/// It stands in for the coordinator of a fleet whose run is over.
final class Pump extends AbstractBehavior<CoordinatorMessage> {
  /// Groups of the fleet.
  static final int GROUPS = 48;

  /// Questions to each group that await an answer.
  private static final int UNDER_WAY = 32;

  private static final int WARM_UP = 400_000;
  private static final int COUNTED = 400_000;
  private static final long TIMEOUT_SECONDS = 120;
  private static final long RUN = 1;

  private final ClusterSharding sharding;
  private final String here;
  private final boolean[] pumped = new boolean[GROUPS];
  private final CompletableFuture<Double> rate;
  private long answers;
  private long begunNanos;

  private Pump(ActorContext<CoordinatorMessage> context, CompletableFuture<Double> rate) {
    super(context);
    this.rate = rate;
    sharding = ClusterSharding.get(context.getSystem());
    here = Lookout.place(Cluster.get(context.getSystem()).selfMember().address());
    IntStream.range(0, GROUPS).forEach(this::ask);
  }

  /// Messages per second, questions and answers together, between this node and all others.
  static double measure(ActorSystem<?> system) {
    CompletableFuture<Double> rate = new CompletableFuture<>();
    Behavior<CoordinatorMessage> pump = Behaviors.setup(context -> new Pump(context, rate));
    var _ = system.systemActorOf(pump, "pump", Props.empty());
    return rate.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public Receive<CoordinatorMessage> createReceive() {
    return newReceiveBuilder()
        .onMessage(CoordinatorMessage.Advanced.class, this::answered)
        .onMessage(CoordinatorMessage.Seen.class, this::seen)
        .build();
  }

  private Behavior<CoordinatorMessage> answered(CoordinatorMessage.Advanced answer) {
    if (!pumped[answer.group()]) {
      tell(answer.group(), new GroupMessage.Look(RUN, getContext().getSelf()));
      return this;
    }
    answers++;
    if (answers == WARM_UP) {
      begunNanos = System.nanoTime();
    } else if (answers == WARM_UP + COUNTED) {
      rate.complete(2.0 * COUNTED * 1e9 / (System.nanoTime() - begunNanos));
      return Behaviors.stopped();
    }
    ask(answer.group());
    return this;
  }

  private Behavior<CoordinatorMessage> seen(CoordinatorMessage.Seen seen) {
    if (!seen.node().equals(here)) {
      pumped[seen.group()] = true;
      for (int i = 0; i < UNDER_WAY; i++) {
        ask(seen.group());
      }
    }
    return this;
  }

  /// For the same window each time, which the group runs once.
  private void ask(int group) {
    HostOrder order = new HostOrder(group, 1, new HostOrder.Order.PowerOff());
    tell(group, new GroupMessage.Advance(RUN, 1, 1, List.of(order), getContext().getSelf()));
  }

  private void tell(int group, GroupMessage message) {
    sharding.entityRefFor(NodeActor.GROUPS, NodeActor.nameOf(group)).tell(message);
  }
}
