package io.interlock.engine.conductor;

import io.interlock.engine.conductor.Snapshot.Entry;
import io.interlock.engine.conductor.Snapshot.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Makes of a world without actors one that was saved.
final class SnapshotLoader {
  private final Interior world;
  private final Inbox stage;
  private final Roster roster;
  private final Revival revival;
  private final List<Inbox> cast = new ArrayList<>();

  SnapshotLoader(Interior world, Revival revival) {
    this.world = world;
    this.stage = world.stage();
    this.roster = world.roster();
    this.revival = revival;
  }

  /// Lets the actors come, and wait.
  CastStandIns raise(Snapshot.Cast saved) {
    for (Role role : saved.roles()) {
      cast.add(role.gone() ? gone(role) : raise(role));
    }
    return new CastStandIns(stage.cell, cast);
  }

  private Inbox raise(Role role) {
    String name = role.source().name();
    String last = name.substring(name.lastIndexOf('/') + 1);
    boolean first = role.parent() == Role.STAGE;
    Inbox parent = first ? stage : cast.get(role.parent());
    roster.expect(role.source());
    deliver(parent, first ? revival.byStage(last) : revival.byActor(last));
    return Objects.requireNonNull(ConductedDispatcher.inboxOf(parent.cell.getSingleChild(last)));
  }

  /// Nobody is there, but what is on its way to it is still to be counted.
  private Inbox gone(Role role) {
    Inbox inbox = new Inbox(world.conductor(), stage.cell, role.source(), 0);
    inbox.stopped = true;
    return inbox;
  }

  private void deliver(Inbox to, Object message) {
    world.stepper().deliver(to, to.envelope(message));
  }

  /// Lets each go on as what it was, and plans what was planned.
  void goOn(Snapshot saved) {
    for (int number = 0; number < cast.size(); number++) {
      Inbox inbox = cast.get(number);
      Snapshot.Part part = saved.parts().get(number);
      if (!inbox.stopped) {
        deliver(inbox, revival.goOn(Objects.requireNonNull(part.behaviour())));
      }
      inbox.goOn(part);
      for (Snapshot.Line line : part.lines()) {
        roster.channel(line.from(), inbox).goOnFrom(line.lastArrival());
      }
    }
    for (int number = 0; number < cast.size(); number++) {
      for (Entry entry : saved.parts().get(number).waiting()) {
        cast.get(number).await(pending(entry));
      }
    }
    for (Entry entry : saved.agenda()) {
      world.order().restore(pending(entry), entry.at(), entry.sequence());
    }
    roster.goOn(saved);
    world.order().sequence(saved.sequence());
    world.stepper().now(saved.now());
    world.ledger().goOn(saved.events(), saved.digest());
    world.baton().drawFrom(saved.chance());
  }

  private Pending pending(Entry entry) {
    return switch (entry) {
      case Entry.Message(_, _, Source from, int number, Object content) -> {
        Inbox to = cast.get(number);
        yield new Pending.Delivery(roster.channel(from, to), to.envelope(content));
      }
      case Entry.Alarm(_, _, int number, Enum<?> key, Object content, boolean disarmed) -> {
        Inbox of = cast.get(number);
        Pending.Alarm alarm = new Pending.Alarm(of.alarm(key), of.envelope(content));
        alarm.disarmed = disarmed;
        if (!disarmed) {
          alarm.slot.armed = alarm;
        }
        yield alarm;
      }
      case Entry.Turn(_, _, int number) -> new Pending.Ready(cast.get(number));
    };
  }
}
