package io.interlock.engine.conductor;

import org.jspecify.annotations.Nullable;

/// One of an actor's alarms: its key, the channel it rings through, and whether it is armed.
final class AlarmSlot {
  final Enum<?> key;
  final Channel channel;
  Pending.@Nullable Alarm armed;

  AlarmSlot(Enum<?> key, Channel channel) {
    this.key = key;
    this.channel = channel;
  }
}
