package io.interlock.engine.conductor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The channels that can deliver, in the order in which timed mode would: by the time of their
/// heads, then by the order in which those were sent.
final class ReadyList {
  private int[] channels = new int[16];
  private Parcel[] heads = new Parcel[16];
  private int size;

  int size() {
    return size;
  }

  /// How many of them are due within `picos` of the first.
  int sizeWithin(long picos) {
    if (size == 0) {
      return 0;
    }
    long latest = VirtualTime.after(heads[0].at, picos);
    int count = size;
    while (heads[count - 1].at > latest) {
      count--;
    }
    return count;
  }

  int channel(int index) {
    return channels[index];
  }

  boolean contains(int channel) {
    return indexOf(channel) >= 0;
  }

  /// The head of a channel that can deliver, or null.
  @Nullable Parcel head(int channel) {
    int index = indexOf(channel);
    return index < 0 ? null : heads[index];
  }

  void add(int channel, Parcel head) {
    if (size == channels.length) {
      channels = Arrays.copyOf(channels, 2 * size);
      heads = Arrays.copyOf(heads, 2 * size);
    }
    int i = size++;
    while (i > 0 && head.precedes(heads[i - 1])) {
      channels[i] = channels[i - 1];
      heads[i] = heads[i - 1];
      i--;
    }
    channels[i] = channel;
    heads[i] = head;
  }

  /// Takes a channel out if it is in.
  void remove(int channel) {
    int index = indexOf(channel);
    if (index >= 0) {
      size--;
      System.arraycopy(channels, index + 1, channels, index, size - index);
      System.arraycopy(heads, index + 1, heads, index, size - index);
    }
  }

  void clear() {
    size = 0;
  }

  int[] save() {
    return Arrays.copyOf(channels, size);
  }

  void load(int[] saved, Row[] rows) {
    while (channels.length < saved.length) {
      channels = new int[2 * channels.length];
      heads = new Parcel[channels.length];
    }
    size = saved.length;
    System.arraycopy(saved, 0, channels, 0, size);
    for (int i = 0; i < size; i++) {
      heads[i] = rows[saved[i]].head();
    }
  }

  private int indexOf(int channel) {
    for (int i = 0; i < size; i++) {
      if (channels[i] == channel) {
        return i;
      }
    }
    return -1;
  }
}
