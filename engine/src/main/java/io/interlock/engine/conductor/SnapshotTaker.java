package io.interlock.engine.conductor;

import io.interlock.engine.conductor.Snapshot.Entry;
import io.interlock.engine.conductor.Snapshot.Part;
import io.interlock.engine.conductor.Snapshot.Role;
import io.interlock.engine.image.ImageException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import scala.jdk.javaapi.CollectionConverters;

/// Looks at a world and says what is in it.
final class SnapshotTaker {
  /// How the names begin that Akka gives.
  private static final String ANONYMOUS = "$";

  private final Interior world;
  private final List<Inbox> cast = new ArrayList<>();
  private final CastStandIns standIns;

  SnapshotTaker(Interior world) {
    this.world = world;
    addBelow(world.stage());
    world.order().pending().forEach(this::addGone);
    cast.sort(Comparator.comparingInt(inbox -> inbox.source.id()));
    standIns = new CastStandIns(world.stage().cell, cast);
  }

  private void addBelow(Inbox parent) {
    for (var child : CollectionConverters.asJava(parent.cell.childrenRefs().children())) {
      Inbox inbox = Objects.requireNonNull(ConductedDispatcher.inboxOf(child));
      requireSaveable(inbox);
      cast.add(inbox);
      addBelow(inbox);
    }
  }

  /// What Akka keeps of an actor is not saved, so it may be no more than that it is there.
  private static void requireSaveable(Inbox actor) {
    if (actor.view() == null) {
      throw new ImageException(
          actor.name() + " keeps its state to itself; allowed: stateful behaviours");
    }
    if (!actor.cell.akka$actor$dungeon$DeathWatch$$watching().isEmpty()) {
      throw new ImageException(actor.name() + " watches another actor; allowed: messages");
    }
    if (actor.cell.self().path().name().startsWith(ANONYMOUS)) {
      throw new ImageException(actor.name() + " has no name of its own; allowed: spawn by name");
    }
  }

  private void addGone(Pending pending) {
    Inbox to = receiver(pending);
    if (to.stopped && !cast.contains(to)) {
      cast.add(to);
    }
  }

  private static Inbox receiver(Pending pending) {
    return switch (pending) {
      case Pending.Delivery delivery -> delivery.channel.to;
      case Pending.Alarm alarm -> alarm.slot.channel.to;
      case Pending.Ready turn -> turn.inbox;
      case Pending.Firing firing ->
          throw new ImageException(
              "%s has set a timer of Akka's; allowed: alarms".formatted(firing.source.name()));
    };
  }

  CastStandIns standIns() {
    return standIns;
  }

  Snapshot.Cast cast() {
    return new Snapshot.Cast(cast.stream().map(this::role).toList());
  }

  private Role role(Inbox inbox) {
    if (inbox.stopped) {
      return new Role(inbox.source, Role.STAGE, true);
    }
    Inbox parent = Objects.requireNonNull(ConductedDispatcher.inboxOf(inbox.cell.parent()));
    int above = parent.isRoot() ? Role.STAGE : standIns.numberOf(parent);
    return new Role(inbox.source, above, false);
  }

  Snapshot snapshot() {
    return new Snapshot(
        world.stepper().now(),
        world.ledger().step(),
        world.order().sequence(),
        world.baton().chancePosition(),
        world.ledger().trace(),
        world.roster().sources(),
        world.roster().departed(),
        world.roster().outsiders(),
        cast.stream().map(this::part).toList(),
        world.order().pending().stream().map(this::entry).toList());
  }

  private Part part(Inbox inbox) {
    Inbox.View view = inbox.view();
    return new Part(
        inbox.busyUntil,
        inbox.chancePosition(),
        inbox.stopped ? null : inbox.state(),
        view == null || inbox.stopped ? null : view.behaviour(),
        inbox.channels.all().stream()
            .map(channel -> new Snapshot.Line(channel.from, channel.lastArrival()))
            .toList(),
        inbox.alarms().stream()
            .map(slot -> new Snapshot.Bell(slot.key, slot.channel.from))
            .toList(),
        inbox.knownTimers(),
        inbox.waiting().stream().map(this::entry).toList());
  }

  private Entry entry(Pending pending) {
    int number = standIns.numberOf(receiver(pending));
    return switch (pending) {
      case Pending.Delivery sent ->
          new Entry.Message(
              sent.at, sent.sequence, sent.channel.from, number, sent.envelope.message());
      case Pending.Alarm alarm ->
          new Entry.Alarm(
              alarm.at,
              alarm.sequence,
              number,
              alarm.slot.key,
              alarm.envelope.message(),
              alarm.disarmed);
      case Pending.Ready turn -> new Entry.Turn(turn.at, turn.sequence, number);
      case Pending.Firing _ -> throw new IllegalStateException("refused before");
    };
  }
}
