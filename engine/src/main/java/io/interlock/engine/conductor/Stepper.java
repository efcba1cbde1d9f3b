package io.interlock.engine.conductor;

import akka.dispatch.Envelope;
import akka.dispatch.Mailbox;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The mechanics of a step: who runs, who sends, what time it is for them, and what Akka itself
/// wants done before the next step (creation, stop and watch notices), in order.
///
/// What is delivered next is the [Order]'s business. Used by the thread that holds the [Baton].
final class Stepper {
  private final Source outside;
  private final ArrayDeque<Notice> noticed = new ArrayDeque<>();
  private final List<Pending.Delivery> told = new ArrayList<>();

  private @Nullable Inbox running;
  private Source sender;
  private boolean tellsAtOnce;
  private long spent;
  private long now;

  /// A mailbox with something from Akka itself, and the local time of whoever caused that.
  private record Notice(Mailbox mailbox, long at) {}

  Stepper(Source outside) {
    this.outside = outside;
    this.sender = outside;
  }

  // Time, and who is at it.

  long now() {
    return now;
  }

  void now(long picos) {
    now = picos;
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

  // What Akka asks during a step.

  /// Takes a message for this very step if a timer is telling its actor; says whether it did.
  boolean takesAtOnce(Channel channel, Envelope envelope) {
    if (tellsAtOnce) {
      told.add(new Pending.Delivery(channel, envelope));
    }
    return tellsAtOnce;
  }

  /// Notes that Akka has a notice for this actor, to be handled when the running handler is done.
  void notice(Mailbox mailbox) {
    noticed.add(new Notice(mailbox, localNow()));
  }

  // The step.

  /// Delivers a message now and runs all that follows at once.
  void deliver(Inbox to, Envelope envelope) {
    if (to.stopped) {
      to.cell.system().deadLetters().tell(envelope.message(), envelope.sender());
    } else {
      Mailbox mailbox = to.cell.mailbox();
      to.enqueue(to.cell.self(), envelope);
      if (mailbox.canBeScheduledForExecution(true, false) && mailbox.setAsScheduled()) {
        handle(to, mailbox, 0);
      }
    }
    settle();
  }

  /// Runs a task of Akka's. A timer and the message it tells its actor are one step, so such
  /// messages are returned, to be delivered at once.
  List<Pending.Delivery> fire(Pending.Firing firing) {
    sender = firing.source;
    tellsAtOnce = firing.tellsAtOnce;
    try {
      firing.task.run();
    } finally {
      tellsAtOnce = false;
      sender = outside;
    }
    settle();
    if (told.isEmpty()) {
      return List.of();
    }
    List<Pending.Delivery> due = List.copyOf(told);
    told.clear();
    return due;
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
