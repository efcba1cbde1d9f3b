package io.interlock.engine.explore.sample;

import java.util.ArrayList;
import java.util.List;

/// What executions so far teach about the next: how long they get, and how many deliveries follow
/// from one.
///
/// The deliveries of an execution form a forest: each hangs under the one that enabled it, by
/// sending it or, if it waited already, by leaving the head of its channel to it. The size of the
/// tree below the n-th delivery of a channel varies little between executions, and its mean is kept
/// here, by the channel's stable name.
///
/// Workers read it while a generation of executions runs, and it changes between generations only.
final class Census {
  private final LongTable channels = new LongTable();
  private final LongTable receivers = new LongTable();
  private final List<Row> rows = new ArrayList<>();
  private final List<Integer> receiverOf = new ArrayList<>();
  private final List<Integer> sendersOf = new ArrayList<>();
  private int longest;

  /// The most steps with a choice that an execution had.
  int longest() {
    return longest;
  }

  /// The number here of the channel with this hash, or [LongTable#ABSENT].
  int find(long channelHash) {
    return channels.find(channelHash);
  }

  /// What is known of a channel by its number here.
  Row row(int number) {
    return rows.get(number);
  }

  /// Whether the receiver of a channel, by its number here, hears from other senders too: only
  /// there does it matter what is delivered first.
  boolean isContended(int number) {
    return sendersOf.get(receiverOf.get(number)) > 1;
  }

  /// Takes up what a worker learned, and empties it.
  void merge(Lessons lessons) {
    longest = Math.max(longest, lessons.longest());
    for (Lessons.OfChannel lesson : lessons.channels()) {
      if (!lesson.row().isEmpty()) {
        enter(lesson.channel(), lesson.receiver());
        rows.get(channels.find(lesson.channel())).addAll(lesson.row());
      }
    }
    lessons.clear();
  }

  private void enter(long channel, long receiver) {
    if (!channels.add(channel)) {
      return;
    }
    rows.add(new Row());
    if (receivers.add(receiver)) {
      sendersOf.add(0);
    }
    int number = receivers.find(receiver);
    receiverOf.add(number);
    sendersOf.set(number, sendersOf.get(number) + 1);
  }
}
