package io.interlock.engine.explore.model;

import static io.interlock.engine.explore.World.BEFORE_ALL;

import io.interlock.engine.trace.Mix;
import java.util.Arrays;

/// One FIFO queue of two-byte messages a channel, and which of them can deliver, oldest first.
final class Queues {
  /// More than the protocol ever has on its way in one channel, beside its interrupts.
  private static final int SPARE = 6;

  private final int capacity;

  /// The length of each queue, then its messages: kind and detail, value.
  private final byte[] bytes;

  private final int messagesAt;
  private final int[] sentAt;
  private final int[] enabled;
  private int enabledCount;

  private int step;
  private long sentHash;

  Queues(int channels, int interrupts) {
    capacity = interrupts + SPARE;
    messagesAt = channels;
    bytes = Words.bytes(channels + 2 * capacity * channels);
    sentAt = new int[capacity * channels];
    enabled = new int[channels];
    step = BEFORE_ALL;
  }

  /// What is sent from here on is sent by `step`.
  void begin(int step) {
    this.step = step;
    sentHash = 0;
  }

  void send(int channel, int kind, int detail, int value) {
    int length = bytes[channel]++;
    if (length == capacity) {
      throw new IllegalStateException("channel " + channel + " holds " + capacity + " at most");
    }
    int slot = channel * capacity + length;
    bytes[messagesAt + 2 * slot] = (byte) (kind << 4 | detail);
    bytes[messagesAt + 2 * slot + 1] = (byte) value;
    sentAt[slot] = step;
    if (length == 0) {
      enabled[enabledCount++] = channel;
    }
    sentHash = Mix.fold(sentHash, channel << 16 | kind << 12 | detail << 8 | (value & 0xFF));
  }

  int headKind(int channel) {
    return (bytes[messagesAt + 2 * channel * capacity] & 0xFF) >> 4;
  }

  int headDetail(int channel) {
    return bytes[messagesAt + 2 * channel * capacity] & 0xF;
  }

  int headValue(int channel) {
    return bytes[messagesAt + 2 * channel * capacity + 1];
  }

  int headSentAt(int channel) {
    return sentAt[channel * capacity];
  }

  /// Takes the head of a channel away; whatever is behind it becomes enabled now.
  void remove(int channel) {
    int at = 0;
    while (enabled[at] != channel) {
      at++;
    }
    enabledCount--;
    System.arraycopy(enabled, at + 1, enabled, at, enabledCount - at);
    int left = --bytes[channel];
    int slot = channel * capacity;
    int first = messagesAt + 2 * slot;
    if (left > 0) {
      System.arraycopy(bytes, first + 2, bytes, first, 2 * left);
      System.arraycopy(sentAt, slot + 1, sentAt, slot, left);
      enabled[enabledCount++] = channel;
    }
    // Equal queues must be equal in all their bytes.
    bytes[first + 2 * left] = 0;
    bytes[first + 2 * left + 1] = 0;
  }

  boolean isEnabled(int channel) {
    return bytes[channel] > 0;
  }

  int enabledCount() {
    return enabledCount;
  }

  int enabled(int index) {
    return enabled[index];
  }

  int length(int channel) {
    return bytes[channel];
  }

  /// Kind and detail of the message at `index` of a channel, four bits each.
  int what(int channel, int index) {
    return bytes[messagesAt + 2 * (channel * capacity + index)] & 0xFF;
  }

  int value(int channel, int index) {
    return bytes[messagesAt + 2 * (channel * capacity + index) + 1];
  }

  /// A hash of what the present step sent.
  long sentHash() {
    return sentHash;
  }

  long hash(long seed) {
    return Words.hash(bytes, seed);
  }

  Saved save() {
    return new Saved(bytes.clone(), sentAt.clone(), Arrays.copyOf(enabled, enabledCount));
  }

  void load(Saved saved) {
    System.arraycopy(saved.bytes, 0, bytes, 0, bytes.length);
    System.arraycopy(saved.sentAt, 0, sentAt, 0, sentAt.length);
    enabledCount = saved.enabled.length;
    System.arraycopy(saved.enabled, 0, enabled, 0, enabledCount);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Saved(byte[] bytes, int[] sentAt, int[] enabled) {}
}
