package io.interlock.engine.conductor;

import akka.dispatch.Envelope;
import org.jspecify.annotations.Nullable;

/// Something that will happen at a time: an entry of the [Agenda].
abstract sealed class Pending {
  long at;
  long tie;
  long sequence;
  int position = Agenda.ABSENT;

  /// A message on its way.
  static final class Delivery extends Pending {
    final Channel channel;
    final Envelope envelope;

    Delivery(Channel channel, Envelope envelope) {
      this.channel = channel;
      this.envelope = envelope;
    }
  }

  /// An alarm that an actor set for itself.
  static final class Alarm extends Pending {
    final AlarmSlot slot;
    final Envelope envelope;
    boolean disarmed;

    Alarm(AlarmSlot slot, Envelope envelope) {
      this.slot = slot;
      this.envelope = envelope;
    }
  }

  /// A task of Akka's scheduler or of a future.
  ///
  /// A timer and the message that it tells its actor are one step, not two.
  static final class Firing extends Pending {
    final Source source;
    final @Nullable Inbox owner;
    final Runnable task;
    final boolean tellsAtOnce;

    Firing(Source source, @Nullable Inbox owner, Runnable task, boolean tellsAtOnce) {
      this.source = source;
      this.owner = owner;
      this.task = task;
      this.tellsAtOnce = tellsAtOnce;
    }
  }

  /// The moment when a busy actor turns to what waits for it.
  static final class Ready extends Pending {
    final Inbox inbox;

    Ready(Inbox inbox) {
      this.inbox = inbox;
    }
  }
}
