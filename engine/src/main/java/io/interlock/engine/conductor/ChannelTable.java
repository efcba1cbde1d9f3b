package io.interlock.engine.conductor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The channels into one actor, by the id of their sender.
///
/// Most actors hear from one sender only, so a table exists from the second on: small and
/// open-addressed.
final class ChannelTable {
  private @Nullable Channel first;
  private @Nullable Channel @Nullable [] others;
  private int size;

  @Nullable Channel get(int senderId) {
    Channel only = first;
    if (only == null || only.from.id() == senderId) {
      return only;
    }
    return others == null ? null : find(others, senderId);
  }

  /// All of them.
  List<Channel> all() {
    List<Channel> all = new ArrayList<>();
    if (first != null) {
      all.add(first);
    }
    if (others != null) {
      Arrays.stream(others).filter(Objects::nonNull).forEach(all::add);
    }
    return all;
  }

  private static @Nullable Channel find(@Nullable Channel[] slots, int senderId) {
    int mask = slots.length - 1;
    for (int i = senderId & mask; ; i = (i + 1) & mask) {
      Channel channel = slots[i];
      if (channel == null || channel.from.id() == senderId) {
        return channel;
      }
    }
  }

  /// Adds a channel whose sender has none here.
  void put(Channel channel) {
    if (first == null) {
      first = channel;
      return;
    }
    size++;
    if (others == null) {
      others = new Channel[2];
    } else if (2 * size > others.length) {
      others = grown(others);
    }
    place(others, channel);
  }

  private static @Nullable Channel[] grown(@Nullable Channel[] slots) {
    @Nullable Channel[] grown = new Channel[2 * slots.length];
    for (Channel channel : slots) {
      if (channel != null) {
        place(grown, channel);
      }
    }
    return grown;
  }

  private static void place(@Nullable Channel[] slots, Channel channel) {
    int mask = slots.length - 1;
    int i = channel.from.id() & mask;
    while (slots[i] != null) {
      i = (i + 1) & mask;
    }
    slots[i] = channel;
  }
}
