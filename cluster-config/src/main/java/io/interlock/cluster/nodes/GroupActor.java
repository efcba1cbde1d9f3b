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
import io.interlock.engine.image.ImageException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A group of hosts on some node.
///
/// It begins without a past. Told to run a window that is not its next, it says how far it is, and
/// is then given an image of itself, or told what it missed. Now and then, and where it goes to
/// another node, it gives such an image to the coordinator. On a node that does not know the fleet
/// yet it says nothing; whoever asks, asks again.
final class GroupActor extends AbstractBehavior<GroupMessage> {
  private static final Logger LOG = LoggerFactory.getLogger("fleet");

  private final Engine engine;
  private final CompletableFuture<Fleet> fleet;
  private final int group;
  private @Nullable HostGroup hosts;
  private long run;
  private long window;
  private List<HostReport> lastReports = List.of();
  private final ImageParts arriving = new ImageParts();
  private SavingPace pace;
  private boolean saves = true;
  private @Nullable ActorRef<CoordinatorMessage> coordinator;

  private GroupActor(
      ActorContext<GroupMessage> context,
      Engine engine,
      CompletableFuture<Fleet> fleet,
      int group) {
    super(context);
    this.engine = engine;
    this.fleet = fleet;
    this.group = group;
    this.pace = pace();
  }

  private SavingPace pace() {
    return new SavingPace(
        getContext().getSystem().settings().config().getDuration("interlock.fleet.image-after"));
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
        save();
        return Behaviors.stopped();
      }
      case GroupMessage _ when !fleet.isDone() -> {}
      case GroupMessage.Advance advance -> advance(advance);
      case GroupMessage.Recall recall -> recall(recall);
      case GroupMessage.Load load -> load(load);
      case GroupMessage.Save(long ofRun) -> {
        if (ofRun == run) {
          save();
        }
      }
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
      coordinator = next.replyTo();
      run(running, next.window(), next.untilPicos(), next.orders());
      if (saves && pace.isDue()) {
        getContext().getSelf().tell(new GroupMessage.Save(run));
      }
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
      run(running, past.window(), past.untilPicos(), past.orders());
    }
    past.replyTo().tell(new CoordinatorMessage.Behind(run, group, window));
  }

  private void run(HostGroup running, long next, long untilPicos, List<HostOrder> orders) {
    long begun = System.nanoTime();
    lastReports = running.run(orders, untilPicos);
    window = next;
    pace.ran(System.nanoTime() - begun);
  }

  /// Gives the coordinator an image of the hosts at the end of the last window.
  private void save() {
    HostGroup running = hosts;
    if (running == null || coordinator == null || !saves) {
      return;
    }
    long begun = System.nanoTime();
    try {
      for (ImagePart part : ImagePart.of(window, running.save(fleet.join().images()))) {
        coordinator.tell(new CoordinatorMessage.Saved(run, group, part));
      }
    } catch (ImageException refused) {
      saves = false;
      LOG.warn("hosts cannot be saved: {}; after a loss they begin anew", refused.getMessage());
    }
    pace.saved(System.nanoTime() - begun);
  }

  private void load(GroupMessage.Load load) {
    HostGroup _ = group(load.run());
    if (load.part().window() > window) {
      arriving
          .add(load.part())
          .ifPresent(
              parts -> load(parts.getFirst().window(), ImagePart.whole(parts), load.replyTo()));
    }
  }

  private void load(long saved, byte[] image, ActorRef<CoordinatorMessage> replyTo) {
    try {
      Fleet known = fleet.join();
      HostGroup loaded = HostGroup.load(engine, known.plan(), group, known.images(), image);
      end();
      hosts = loaded;
      window = saved;
      lastReports = List.of();
      pace.loaded();
      replyTo.tell(new CoordinatorMessage.Behind(run, group, window));
    } catch (RuntimeException refused) { // an image can be anything
      replyTo.tell(
          new CoordinatorMessage.Unreadable(run, group, String.valueOf(refused.getMessage())));
    }
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
      known = HostGroup.begin(engine, fleet.join().plan(), group);
      hosts = known;
      run = ofRun;
      window = 0;
      lastReports = List.of();
      pace = pace();
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
