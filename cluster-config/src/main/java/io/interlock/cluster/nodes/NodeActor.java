package io.interlock.cluster.nodes;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import io.interlock.actors.scenario.ScenarioBundle;
import io.interlock.cluster.fleet.FleetWatch;
import io.interlock.cluster.fleet.HostGroup;
import io.interlock.engine.Engine;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A node of a fleet: learns what the fleet is, gives room to groups of hosts and to the
/// coordinator, and goes home when the result has been fetched.
final class NodeActor extends AbstractBehavior<NodeMessage> {
  static final EntityTypeKey<GroupMessage> GROUPS =
      EntityTypeKey.create(GroupMessage.class, "hosts");
  private static final ServiceKey<NodeMessage> GUIDES =
      ServiceKey.create(NodeMessage.class, "guides");
  private static final ServiceKey<NodeMessage> ROOMS =
      ServiceKey.create(NodeMessage.class, "rooms");
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final Duration ASK_KNOWN_EVERY = Duration.ofMillis(100);

  /// A node that has not come after so many looks is not waited for any longer: it may have died,
  /// and whoever joins later gets hosts too.
  private static final int LOOKS_BEFORE_BEGIN = 5;

  /// Whoever wants the result has had so many looks' time to fetch it.
  private static final int LOOKS_AFTER_END = 15;

  private final TimerScheduler<NodeMessage> timers;
  private final Engine engine;
  private final int wanted;
  private final @Nullable JournalStore journal;
  private final FleetWatch watch;
  private final NodeHandle handle;
  private final PortGuard port;
  private @Nullable ScenarioBundle bundle;
  private final ActorRef<ShardRegion.CurrentRegions> regionsKnown;
  private Set<ActorRef<NodeMessage>> guides = Set.of();
  private int rooms;
  private final CompletableFuture<Fleet> fleet = new CompletableFuture<>();
  private @Nullable ActorRef<CoordinatorMessage> coordinator;
  private int looks;
  private int looksAfterEnd;

  private NodeActor(
      ActorContext<NodeMessage> context,
      TimerScheduler<NodeMessage> timers,
      Engine engine,
      @Nullable ScenarioBundle bundle,
      int wanted,
      @Nullable JournalStore journal,
      FleetWatch watch,
      NodeHandle handle) {
    super(context);
    this.timers = timers;
    this.engine = engine;
    this.wanted = wanted;
    this.journal = journal;
    this.watch = watch;
    this.handle = handle;
    port = PortGuard.of(Adapter.toClassic(context.getSystem()));
    timers.startTimerWithFixedDelay(new NodeMessage.Look(), LOOK_EVERY);
    timers.startTimerWithFixedDelay(new NodeMessage.AskKnown(), ASK_KNOWN_EVERY);
    ActorRef<Receptionist.Listing> adapter =
        context.messageAdapter(
            Receptionist.Listing.class,
            listing ->
                listing.isForKey(GUIDES)
                    ? new NodeMessage.Guides(listing)
                    : new NodeMessage.Rooms(listing));
    context.getSystem().receptionist().tell(Receptionist.subscribe(GUIDES, adapter));
    context.getSystem().receptionist().tell(Receptionist.subscribe(ROOMS, adapter));
    regionsKnown = context.messageAdapter(ShardRegion.CurrentRegions.class, NodeMessage.Known::new);
    offerRoom();
    if (bundle != null) {
      know(bundle);
    }
  }

  /// Groups of hosts can come here, although none does before the node knows the fleet. What keeps
  /// track of them on all nodes would wait some seconds for one that has begun to join and does not
  /// answer.
  private void offerRoom() {
    Cluster cluster = Cluster.get(getContext().getSystem());
    ClusterSharding.get(getContext().getSystem())
        .init(
            Entity.of(
                    GROUPS,
                    entity -> GroupActor.create(engine, fleet, groupOf(entity.getEntityId())))
                .withStopMessage(new GroupMessage.Leave())
                .withMessageExtractor(new GroupShards())
                .withAllocationStrategy(
                    new EvenSpread(
                        name -> weightOf(groupOf(name)),
                        new NodeThreads(cluster)::at,
                        () -> cluster.state().getUnreachable().isEmpty()))
                .withEntityProps(DispatcherSelector.fromConfig("fleet-hosts-dispatcher")));
  }

  /// Whoever deals groups knows the fleet, if it has begun here.
  private int weightOf(int group) {
    return fleet.isDone() ? HostGroup.cpus(fleet.join().plan(), group) : 1;
  }

  /// A node of a fleet.
  ///
  /// @param bundle the fleet; null where others know it
  /// @param wanted how many nodes the fleet waits for
  /// @param journal where the fleet is kept; null where it is not
  /// @param watch who watches the fleet here, if the coordinator is here
  static Behavior<NodeMessage> create(
      Engine engine,
      @Nullable ScenarioBundle bundle,
      int wanted,
      @Nullable JournalStore journal,
      FleetWatch watch,
      NodeHandle handle) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new NodeActor(
                        context, timers, engine, bundle, wanted, journal, watch, handle)));
  }

  static String nameOf(int group) {
    return "group-" + group;
  }

  private static int groupOf(String name) {
    return Integer.parseInt(name.substring("group-".length()));
  }

  @Override
  public Receive<NodeMessage> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::receive).build();
  }

  private Behavior<NodeMessage> receive(NodeMessage message) {
    switch (message) {
      case NodeMessage.Guides(var listing) -> {
        guides = listing.getServiceInstances(GUIDES);
        askForFleet();
        beginWithAll();
      }
      case NodeMessage.Rooms(var listing) -> {
        rooms = listing.getServiceInstances(ROOMS).size();
        beginWithAll();
      }
      case NodeMessage.AskKnown _ -> askKnown();
      case NodeMessage.Known(var regions) -> known(regions);
      case NodeMessage.Describe(var replyTo) -> {
        if (bundle != null) {
          replyTo.tell(new NodeMessage.Described(bundle.text(), bundle.files()));
        }
      }
      case NodeMessage.Described(String text, var files) -> {
        if (!fleet.isDone()) {
          know(new ScenarioBundle(text, files));
        }
      }
      case NodeMessage.Look _ -> look();
      case NodeMessage.Status(_, _, int parts, String failure) -> {
        boolean over = parts > 0 || !failure.isEmpty();
        if (over && ++looksAfterEnd > LOOKS_AFTER_END) {
          handle.goHome(true);
        }
      }
      case NodeMessage.GoHome(boolean ended, var replyTo) -> {
        handle.goHome(ended);
        replyTo.tell(new CoordinatorMessage.Leaving(self().toString()));
      }
      case NodeMessage.Part _, NodeMessage.AllGone _ -> {}
    }
    return this;
  }

  private void look() {
    looks++;
    port.renew();
    askForFleet();
    beginWithAll();
    if (coordinator != null) {
      coordinator.tell(new CoordinatorMessage.Ask(getContext().getSelf()));
    }
  }

  private void askForFleet() {
    if (!fleet.isDone() && !guides.isEmpty()) {
      guides.iterator().next().tell(new NodeMessage.Describe(getContext().getSelf()));
    }
  }

  private void know(ScenarioBundle described) {
    bundle = described;
    fleet.complete(Fleet.of(described));
    getContext()
        .getSystem()
        .receptionist()
        .tell(Receptionist.register(GUIDES, getContext().getSelf()));
    beginWithAll();
  }

  private void askKnown() {
    akka.actor.ActorSystem classic = Adapter.toClassic(getContext().getSystem());
    akka.cluster.sharding.ClusterSharding.get(classic)
        .shardRegion(GROUPS.name())
        .tell(ShardRegion.getCurrentRegionsInstance(), Adapter.toClassic(regionsKnown));
  }

  /// Groups would all go to those nodes that are known when the first is dealt, so the fleet waits
  /// until this one is.
  private void known(ShardRegion.CurrentRegions regions) {
    if (regions.getRegions().contains(self())) {
      timers.cancel(new NodeMessage.AskKnown());
      getContext()
          .getSystem()
          .receptionist()
          .tell(Receptionist.register(ROOMS, getContext().getSelf()));
    }
  }

  private Address self() {
    return Cluster.get(getContext().getSystem()).selfMember().address();
  }

  /// The coordinator begins where the first node is, when all are there that were asked for, or
  /// have had time to come.
  private void beginWithAll() {
    Fleet known = fleet.getNow(null);
    boolean complete = Math.min(guides.size(), rooms) >= wanted || looks >= LOOKS_BEFORE_BEGIN;
    if (known != null && coordinator == null && complete) {
      coordinator =
          ClusterSingleton.get(getContext().getSystem())
              .init(
                  SingletonActor.of(
                      Behaviors.supervise(Coordinator.create(known, journal, watch))
                          .onFailure(SupervisorStrategy.restart()),
                      "coordinator"));
      handle.knows(coordinator);
    }
  }
}
