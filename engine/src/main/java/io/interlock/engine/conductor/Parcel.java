package io.interlock.engine.conductor;

import akka.dispatch.Envelope;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHash;
import org.jspecify.annotations.Nullable;

/// Something on its way in a searched world: a message, an alarm, or a task of Akka's.
final class Parcel {
  static final Parcel[] NONE = {};

  /// What a task of Akka's looks like from the outside: nothing of it can be read.
  record AkkaTask() {
    @Override
    public String toString() {
      return "timer";
    }
  }

  private static final Object TASK = new AkkaTask();
  private static final long UNHASHED = 0;

  final @Nullable Envelope envelope;
  final @Nullable Pending pending;
  final long at;
  final long sequence;
  /// The step that sent it; of an alarm or timer, the step since which it can ring.
  final int sentAt;

  private long hash = UNHASHED;

  private Parcel(
      @Nullable Envelope envelope, @Nullable Pending pending, long at, long sequence, int sentAt) {
    this.envelope = envelope;
    this.pending = pending;
    this.at = at;
    this.sequence = sequence;
    this.sentAt = sentAt;
  }

  static Parcel message(Envelope envelope, long at, long sequence, int sentAt) {
    return new Parcel(envelope, null, at, sequence, sentAt);
  }

  static Parcel alarm(Pending.Alarm alarm, long at, long sequence, int sentAt) {
    return new Parcel(alarm.envelope, alarm, at, sequence, sentAt);
  }

  static Parcel firing(Pending.Firing firing, long at, long sequence, int sentAt) {
    return new Parcel(null, firing, at, sequence, sentAt);
  }

  /// The same, able to ring only since a later step.
  Parcel since(int step) {
    Parcel later = new Parcel(envelope, pending, at, sequence, step);
    later.hash = hash;
    return later;
  }

  Object content() {
    return envelope == null ? TASK : envelope.message();
  }

  /// Before which of two heads of the same kind comes: the earlier, then the one sent first.
  boolean precedes(Parcel other) {
    return at != other.at ? at < other.at : sequence < other.sequence;
  }

  /// Content and time.
  long hash(Channel channel, StableHash hashes) {
    if (hash == UNHASHED) {
      hash = Mix.fold(at, channel.hashOf(content(), hashes));
    }
    return hash;
  }
}
