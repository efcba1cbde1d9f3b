package io.interlock.cluster.nodes;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import io.interlock.cluster.fleet.FleetRun;
import io.interlock.cluster.fleet.FleetWatch;
import io.interlock.cluster.fleet.HostGroup;
import io.interlock.cluster.fleet.HostReport;
import io.interlock.cluster.fleet.HostSummary;
import io.interlock.cluster.fleet.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the controller of a fleet, and sees to it that all groups of hosts run each window.
///
/// It is a singleton of the cluster. Whoever does not answer is asked again, wherever it is now;
/// messages that came twice, or are of the past, change nothing.
final class Coordinator extends AbstractBehavior<CoordinatorMessage> {
  private static final Duration NAG_EVERY = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration SAY_FAREWELL_EVERY = Duration.ofMillis(100);
  private static final int PART_BYTES = 64 * 1024;
  private static final Logger LOG = LoggerFactory.getLogger("fleet");

  private final TimerScheduler<CoordinatorMessage> timers;
  private final Fleet fleet;
  private final ClusterSharding sharding;
  private final GroupHistory history;
  private final FleetWatch watch;
  private final Lookout lookout;
  private final ClusterHosts hosts;
  private @Nullable FleetRun running;
  private long run;
  private final long[] events;
  private final TreeMap<Integer, List<HostReport>> advanced = new TreeMap<>();
  private final TreeMap<Integer, List<HostSummary>> summed = new TreeMap<>();
  private @Nullable CompletableFuture<List<HostReport>> window;
  private @Nullable CompletableFuture<List<HostSummary>> sum;
  private byte[] result = {};
  private String failure = "";
  private @Nullable Farewell farewell;
  private final Recoveries recoveries;
  private final Shelf shelf = new Shelf();
  private @Nullable ImageKeeper keeper;

  private Coordinator(
      ActorContext<CoordinatorMessage> context,
      TimerScheduler<CoordinatorMessage> timers,
      Fleet fleet,
      @Nullable JournalStore journal,
      FleetWatch watch) {
    super(context);
    this.timers = timers;
    this.fleet = fleet;
    this.watch = watch;
    lookout = new Lookout(context.getSystem());
    hosts = new ClusterHosts(context.getSelf());
    sharding = ClusterSharding.get(context.getSystem());
    history = new GroupHistory(fleet.plan());
    events = new long[HostGroup.count(fleet.plan())];
    recoveries =
        new Recoveries(
            events.length, group -> HostGroup.size(fleet.plan(), group), System::nanoTime);
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(
                    ClusterEvent.MemberRemoved.class, _ -> new CoordinatorMessage.NodeLost()),
                ClusterEvent.MemberRemoved.class));
    timers.startTimerWithFixedDelay(new CoordinatorMessage.Nag(), NAG_EVERY);
    if (watch != FleetWatch.NONE) {
      timers.startTimerWithFixedDelay(new CoordinatorMessage.LookAround(), LOOK_EVERY);
    }
    var self = context.getSelf();
    if (journal != null) {
      ActorRef<JournalActor.Command> actor = context.spawn(JournalActor.create(), "journal");
      Duration patience =
          context.getSystem().settings().config().getDuration("interlock.fleet.journal-patience");
      inBackground(() -> self.tell(opened(actor, journal, patience, fleet)));
    } else {
      begin(System.currentTimeMillis(), Journal.NONE);
    }
  }

  private static void inBackground(Runnable work) {
    Thread.ofPlatform().daemon().name("interlock-windows").start(work);
  }

  /// What the journal knows of this fleet; if that is nothing, it begins now.
  private static CoordinatorMessage opened(
      ActorRef<JournalActor.Command> actor, JournalStore store, Duration patience, Fleet fleet) {
    var begun =
        new JournalEvent.Begun(
            System.currentTimeMillis(), Build.id(), fleet.bundle().text(), fleet.bundle().files());
    try {
      KeptJournal journal = new KeptJournal(actor, store, patience, begun);
      JournalEvent.Begun first = Objects.requireNonNull(journal.kept().begun());
      if (!first.text().equals(begun.text()) || !first.files().equals(begun.files())) {
        return new CoordinatorMessage.Ended(
            null, "the journal is that of another fleet; allowed: the scenario it began with");
      }
      ImageKeeper keeper = new ImageKeeper(store.images(), first.build(), first.run());
      List<KeptImage> images = keeper.kept(journal.windows().size());
      return new CoordinatorMessage.Opened(first.run(), journal, keeper, images);
    } catch (FleetException | IllegalStateException broken) {
      return new CoordinatorMessage.Ended(null, String.valueOf(broken.getMessage()));
    }
  }

  private void begin(long ofRun, Journal journal) {
    run = ofRun;
    FleetRun turning = new FleetRun(fleet.scenario(), fleet.plan(), hosts, journal, watch);
    running = turning;
    var self = getContext().getSelf();
    inBackground(() -> self.tell(ended(turning)));
  }

  private static CoordinatorMessage ended(FleetRun running) {
    try {
      running.run();
      return new CoordinatorMessage.Ended(running.result(), "");
    } catch (RuntimeException broken) {
      return new CoordinatorMessage.Ended(null, String.valueOf(broken.getMessage()));
    }
  }

  /// The coordinator of a fleet.
  ///
  /// @param journal where it is kept; null where it is not
  static Behavior<CoordinatorMessage> create(
      Fleet fleet, @Nullable JournalStore journal, FleetWatch watch) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new Coordinator(context, timers, fleet, journal, watch)));
  }

  @Override
  public Receive<CoordinatorMessage> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::receive)
        .onSignal(
            PostStop.class,
            _ -> {
              if (running != null) {
                running.interrupt();
              }
              giveUp();
              return this;
            })
        .build();
  }

  private Behavior<CoordinatorMessage> receive(CoordinatorMessage message) {
    switch (message) {
      case CoordinatorMessage.RunWindow(var orders, long until, var done) -> {
        history.add(orders, until);
        keepImages();
        advanced.clear();
        window = done;
        recoveries.asked();
        forAll(this::advance);
      }
      case CoordinatorMessage.Opened(long ofRun, var journal, var images, var kept) -> {
        keeper = images;
        kept.forEach(image -> image.parts().forEach(part -> shelf.put(image.group(), part)));
        begin(ofRun, journal);
      }
      case CoordinatorMessage.RecallWindow(var orders, long until) -> history.add(orders, until);
      case CoordinatorMessage.SumUp(var done) -> {
        sum = done;
        recoveries.asked();
        forAll(this::sum);
      }
      case CoordinatorMessage.Ended(var ended, String why) -> {
        result = ended == null ? result : ResultBytes.of(ended.recovered(recoveries.all()));
        failure = why;
      }
      case CoordinatorMessage.Nag _ -> nag();
      case CoordinatorMessage.LookAround _ -> lookAround();
      case CoordinatorMessage.NodeLost _ -> recoveries.nodeLost();
      case CoordinatorMessage.OfGroup said -> {
        if (said.run() == run) {
          hear(said);
        }
      }
      case CoordinatorMessage.Ask(var replyTo) -> tellStatus(replyTo);
      case CoordinatorMessage.Dismiss dismiss -> {
        farewell = new Farewell(getContext(), dismiss);
        timers.startTimerWithFixedDelay(
            new CoordinatorMessage.SayFarewell(), Duration.ZERO, SAY_FAREWELL_EVERY);
      }
      case CoordinatorMessage.SayFarewell _ -> Objects.requireNonNull(farewell).say();
      case CoordinatorMessage.Leaving(String node) -> {
        if (farewell != null) {
          farewell.leaves(node);
        }
      }
      case CoordinatorMessage.Fetch(int part, var replyTo) -> hand(part, replyTo);
    }
    return this;
  }

  private void hear(CoordinatorMessage.OfGroup said) {
    switch (said) {
      case CoordinatorMessage.Advanced(_, int group, long at, var reports, long count) -> {
        if (at == history.windows() && window != null) {
          advanced.put(group, reports);
          recoveries.answered(group);
          events[group] = count;
          completeWindow();
        }
      }
      case CoordinatorMessage.Behind(_, int group, long at) -> catchUp(group, at);
      case CoordinatorMessage.Saved(_, int group, var part) -> shelf.put(group, part);
      case CoordinatorMessage.Unreadable(_, int group, String why) -> {
        shelf.drop(group);
        LOG.warn("hosts cannot go on from their image: {}; they begin anew", why);
        catchUp(group, 0);
      }
      case CoordinatorMessage.Summed(_, int group, var hosts) -> {
        if (sum != null) {
          summed.put(group, hosts);
          completeSum();
        }
      }
      case CoordinatorMessage.Seen seen -> lookout.heard(seen);
    }
  }

  private void tellStatus(ActorRef<NodeMessage> asker) {
    asker.tell(
        new NodeMessage.Status(
            running == null ? 0 : running.progress().virtualPicos(),
            countedEvents(),
            parts(),
            failure));
  }

  /// Shows what has been heard since the last time, and asks anew.
  private void lookAround() {
    hosts.saw(lookout.seen(countedEvents()));
    forAll(group -> tell(group, new GroupMessage.Look(run, getContext().getSelf())));
  }

  private void hand(int part, ActorRef<NodeMessage> replyTo) {
    int from = Math.min(result.length, part * PART_BYTES);
    int to = Math.min(result.length, from + PART_BYTES);
    byte[] bytes = Arrays.copyOfRange(result, from, to);
    replyTo.tell(new NodeMessage.Part(part, Base64.getEncoder().encodeToString(bytes)));
  }

  private int parts() {
    return (result.length + PART_BYTES - 1) / PART_BYTES;
  }

  private long countedEvents() {
    long all = 0;
    for (long each : events) {
      all += each;
    }
    return all;
  }

  private void forAll(IntConsumer each) {
    for (int group = 0; group < HostGroup.count(fleet.plan()); group++) {
      each.accept(group);
    }
  }

  private void tell(int group, GroupMessage message) {
    sharding.entityRefFor(NodeActor.GROUPS, NodeActor.nameOf(group)).tell(message);
  }

  private void advance(int group) {
    tell(
        group,
        new GroupMessage.Advance(
            run,
            history.windows(),
            history.lastUntilPicos(),
            history.last(group),
            getContext().getSelf()));
  }

  private void sum(int group) {
    tell(group, new GroupMessage.Sum(run, history.windows(), getContext().getSelf()));
  }

  /// A group that has lost its past is brought to the window before the present one, or, if that is
  /// over, to its end: by the last image of it, and from there on by its orders.
  private void catchUp(int group, long at) {
    long wanted = window == null ? history.windows() : history.windows() - 1;
    List<ImagePart> image = shelf.find(group, at, wanted).orElse(List.of());
    if (!image.isEmpty()) {
      recoveries.behind(group, wanted - image.getFirst().window());
      for (ImagePart part : image) {
        tell(group, new GroupMessage.Load(run, part, getContext().getSelf()));
      }
    } else if (at < wanted) {
      recoveries.behind(group, wanted - at);
      GroupHistory.Step step = history.step(group, at, wanted);
      tell(
          group,
          new GroupMessage.Recall(
              run, step.window(), step.untilPicos(), step.orders(), getContext().getSelf()));
    } else {
      recoveries.caughtUp(group);
      ask(group);
    }
  }

  private void nag() {
    forAll(this::ask);
  }

  private void ask(int group) {
    if (window != null && !advanced.containsKey(group)) {
      advance(group);
    } else if (sum != null && !summed.containsKey(group)) {
      sum(group);
    }
  }

  private void completeWindow() {
    if (window != null && advanced.size() == HostGroup.count(fleet.plan())) {
      List<HostReport> reports = new ArrayList<>();
      advanced.values().forEach(reports::addAll);
      CompletableFuture<List<HostReport>> done = window;
      window = null;
      recoveries.complete();
      done.complete(reports);
    }
  }

  private void completeSum() {
    if (sum != null && summed.size() == HostGroup.count(fleet.plan())) {
      List<HostSummary> hosts = new ArrayList<>();
      summed.values().forEach(hosts::addAll);
      hosts.sort(Comparator.comparingInt(HostSummary::host));
      recoveries.complete();
      sum.complete(hosts);
      sum = null;
    }
  }

  /// Those of windows that the journal knows to be over.
  private void keepImages() {
    ImageKeeper beside = keeper;
    if (beside != null) {
      shelf.takeNew(history.windows() - 1).forEach(beside::keep);
    }
  }

  private void giveUp() {
    if (keeper != null) {
      keeper.close();
    }
    if (window != null) {
      window.cancel(false);
    }
    if (sum != null) {
      sum.cancel(false);
    }
  }
}
