package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.Channels;
import java.util.HashSet;
import java.util.Set;

/// Tells actors from senders that are none: timers, lines, requests from the outside. Nobody sends
/// to those.
final class Outside {
  private final Channels channels;
  private final Set<String> receivers = new HashSet<>();
  private int seen;

  Outside(Channels channels) {
    this.channels = channels;
  }

  /// Whether nobody was ever seen to send to the sender of `channel`.
  boolean isSender(int channel) {
    while (seen < channels.size()) {
      receivers.add(channels.receiverName(seen++));
    }
    return !receivers.contains(channels.sender(channel));
  }
}
