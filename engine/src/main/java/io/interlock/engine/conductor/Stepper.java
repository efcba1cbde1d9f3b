package io.interlock.engine.conductor;

import akka.dispatch.Envelope;
import akka.dispatch.Mailbox;
import io.interlock.engine.trace.Mix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The run of one world: what is pending, what time it is, and the step that gets from here to
/// next.
///
/// One step takes the first entry of the [Agenda], lets virtual time advance to it, delivers it,
/// and then runs whatever Akka wants done at once because of it (creation, stop and watch notices),
/// in order. Used by the thread that holds the [Baton]; [#halt] alone is for any thread.
final class Stepper {
  private final long seed;
  private final Source outside;
  private final Ledger ledger;
  private final Agenda agenda = new Agenda();
  private final ArrayDeque<Notice> noticed = new ArrayDeque<>();
  private final List<Pending.Delivery> told = new ArrayList<>();

  private @Nullable Inbox running;
  private Source sender;
  private boolean tellsAtOnce;
  private long sequence;
  private long spent;
  private long now;
  private volatile boolean halted;

  /// A mailbox with something from Akka itself, and the local time of whoever caused that.
  private record Notice(Mailbox mailbox, long at) {}

  Stepper(long seed, Source outside, Ledger ledger) {
    this.seed = seed;
    this.outside = outside;
    this.ledger = ledger;
    this.sender = outside;
  }

  // Time, and what is planned for it.

  long now() {
    return now;
  }

  /// The current time, plus what the running step has spent.
  long localNow() {
    return VirtualTime.after(now, spent);
  }

  void spend(long picos) {
    spent = VirtualTime.after(spent, picos);
  }

  /// Whoever sends what is sent now.
  Source sender() {
    return sender;
  }

  /// The actor that is handling something, or null.
  @Nullable Inbox running() {
    return running;
  }

  void plan(Pending pending, long at, long tie) {
    pending.at = at;
    pending.tie = Mix.fold(seed ^ at, tie);
    pending.sequence = sequence++;
    agenda.add(pending);
  }

  void cancel(Pending pending) {
    agenda.remove(pending);
  }

  /// Puts a message on its way; one that a timer tells its actor is delivered with the timer.
  void send(Channel channel, Envelope envelope) {
    Pending.Delivery delivery = new Pending.Delivery(channel, envelope);
    if (tellsAtOnce) {
      told.add(delivery);
    } else {
      plan(delivery, channel.arrival(localNow()), channel.hash);
    }
  }

  /// Notes that Akka has a notice for this actor, to be handled when the running handler is done.
  void notice(Mailbox mailbox) {
    noticed.add(new Notice(mailbox, localNow()));
  }

  // The run.

  /// Makes a run come back after the step it is in, and later ones before their first.
  void halt() {
    halted = true;
  }

  /// Runs until nothing is pending at or before `untilPicos`.
  Pause run(long untilPicos) {
    while (!halted) {
      Pending first = agenda.first();
      if (first == null || first.at == VirtualTime.NEVER) {
        return Pause.QUIESCENT;
      }
      if (first.at > untilPicos) {
        now = Math.max(now, untilPicos);
        return Pause.HORIZON;
      }
      agenda.poll();
      now = Math.max(now, first.at);
      perform(first);
    }
    return Pause.INTERRUPTED;
  }

  private void perform(Pending pending) {
    switch (pending) {
      case Pending.Delivery delivery -> arrive(delivery.channel.to, delivery);
      case Pending.Alarm alarm -> arrive(alarm.slot.channel.to, alarm);
      case Pending.Firing firing -> fire(firing);
      case Pending.Ready turn -> resume(turn.inbox);
    }
  }

  private void arrive(Inbox to, Pending pending) {
    if (to.hasWaiting()) {
      to.await(pending);
    } else if (to.busyUntil > now) {
      to.await(pending);
      planReady(to);
    } else {
      deliver(pending);
    }
  }

  private void resume(Inbox inbox) {
    if (inbox.busyUntil <= now) { // else a notice has kept it busy for longer meanwhile
      deliver(inbox.nextWaiting());
    }
    if (inbox.hasWaiting()) {
      planReady(inbox);
    }
  }

  private void planReady(Inbox inbox) {
    plan(new Pending.Ready(inbox), Math.max(now, inbox.busyUntil), inbox.source.hash());
  }

  private void deliver(Pending pending) {
    switch (pending) {
      case Pending.Delivery delivery -> deliver(delivery.channel, delivery.envelope);
      case Pending.Alarm alarm -> {
        if (!alarm.disarmed) {
          alarm.slot.armed = null;
          deliver(alarm.slot.channel, alarm.envelope);
        }
      }
      case Pending.Firing _, Pending.Ready _ ->
          throw new IllegalStateException("only messages wait for an actor");
    }
  }

  /// Delivers a message now and runs all that follows at once.
  void deliver(Channel channel, Envelope envelope) {
    Inbox to = channel.to;
    ledger.delivered(channel, now, envelope.message());
    Mailbox mailbox = to.cell.mailbox();
    if (to.stopped) {
      mailbox.enqueue(to.cell.self(), envelope);
    } else {
      to.enqueue(to.cell.self(), envelope);
      if (mailbox.canBeScheduledForExecution(true, false) && mailbox.setAsScheduled()) {
        handle(to, mailbox, 0);
      }
    }
    settle();
  }

  /// A timer and the message it tells its actor are one step: both happen here.
  private void fire(Pending.Firing firing) {
    sender = firing.source;
    tellsAtOnce = firing.tellsAtOnce;
    try {
      firing.task.run();
    } finally {
      tellsAtOnce = false;
      sender = outside;
    }
    settle();
    if (!told.isEmpty()) {
      List<Pending.Delivery> due = List.copyOf(told);
      told.clear();
      for (Pending.Delivery delivery : due) {
        arrive(delivery.channel.to, delivery);
      }
    }
  }

  /// Handles all notices, those that come up meanwhile too, at the local time of whoever caused
  /// them.
  void settle() {
    for (Notice notice = noticed.poll(); notice != null; notice = noticed.poll()) {
      Mailbox mailbox = notice.mailbox();
      handle((Inbox) mailbox.messageQueue(), mailbox, Math.max(0, notice.at() - now));
    }
  }

  private void handle(Inbox inbox, Mailbox mailbox, long leadPicos) {
    running = inbox;
    sender = inbox.source;
    spent = leadPicos;
    try {
      mailbox.run();
    } finally {
      if (spent > leadPicos) {
        long begun = Math.max(inbox.busyUntil, now + leadPicos);
        inbox.busyUntil = VirtualTime.after(begun, spent - leadPicos);
      }
      spent = 0;
      running = null;
      sender = outside;
    }
  }
}
