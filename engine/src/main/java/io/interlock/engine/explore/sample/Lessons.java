package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.trace.Mix;
import java.util.ArrayList;
import java.util.List;

/// What one worker learned in a generation, until the census takes it.
final class Lessons {
  /// What was learned of one channel of the worker's world.
  ///
  /// @param channel a hash of its name
  /// @param receiver a hash of its receiver's
  record OfChannel(long channel, long receiver, Row row) {}

  private final Channels names;
  private final List<OfChannel> channels = new ArrayList<>();
  private int longest;

  Lessons(Channels names) {
    this.names = names;
  }

  /// The most steps with a choice of any execution.
  int longest() {
    return longest;
  }

  List<OfChannel> channels() {
    return channels;
  }

  Row row(int channel) {
    for (int next = channels.size(); next <= channel; next++) {
      channels.add(new OfChannel(names.hash(next), Mix.text(names.receiverName(next)), new Row()));
    }
    return channels.get(channel).row;
  }

  void sawLength(int stepsWithChoice) {
    longest = Math.max(longest, stepsWithChoice);
  }

  void clear() {
    for (OfChannel each : channels) {
      each.row.clear();
    }
    longest = 0;
  }
}
