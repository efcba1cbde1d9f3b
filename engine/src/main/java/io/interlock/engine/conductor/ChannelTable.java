package io.interlock.engine.conductor;

import org.jspecify.annotations.Nullable;

/// The channels into one actor, by the id of their sender: a small open-addressed table.
final class ChannelTable {
  private @Nullable Channel[] slots = new Channel[2];
  private int size;

  @Nullable Channel get(int senderId) {
    int mask = slots.length - 1;
    for (int i = senderId & mask; ; i = (i + 1) & mask) {
      Channel channel = slots[i];
      if (channel == null || channel.from.id() == senderId) {
        return channel;
      }
    }
  }

  void put(Channel channel) {
    if (2 * ++size > slots.length) {
      @Nullable Channel[] old = slots;
      slots = new Channel[2 * old.length];
      for (Channel other : old) {
        if (other != null) {
          place(other);
        }
      }
    }
    place(channel);
  }

  private void place(Channel channel) {
    int mask = slots.length - 1;
    int i = channel.from.id() & mask;
    while (slots[i] != null) {
      i = (i + 1) & mask;
    }
    slots[i] = channel;
  }
}
