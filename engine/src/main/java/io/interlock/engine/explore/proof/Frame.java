package io.interlock.engine.explore.proof;

import io.interlock.engine.explore.World;

/// A state on the path of a [StatefulSearch], and what is still to be done from there.
final class Frame {
  final Odometer odometer = new Odometer();

  /// The hash of the state.
  long first;

  long second;

  /// Channels that need not be taken here: what begins with them has been seen.
  long asleep;

  /// Whether one channel stands for all that are enabled.
  boolean reduced;

  private int[] channels = new int[16];
  private int count;
  private int next;

  /// Whether the present channel has been given answers, and all that it did with them commutes.
  private boolean turning;

  private boolean commutes;

  /// Begins with all that is enabled in the state where the world is.
  void enter(World world, long first, long second, long asleep) {
    this.first = first;
    this.second = second;
    this.asleep = asleep;
    reduced = false;
    turning = false;
    count = world.enabledCount();
    next = 0;
    if (count > channels.length) {
      channels = new int[2 * count];
    }
    for (int i = 0; i < count; i++) {
      channels[i] = world.enabled(i);
    }
  }

  /// Lets one channel stand for all.
  void reduce(int channel) {
    int i = 0;
    while (channels[i] != channel) {
      i++;
    }
    channels[i] = channels[0];
    channels[0] = channel;
    reduced = true;
  }

  /// Has all taken after all.
  void widen() {
    reduced = false;
  }

  /// Takes only these of the first 64 channels.
  void restrict(long wanted) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (SleepSets.holds(wanted, channels[i])) {
        channels[kept++] = channels[i];
      }
    }
    count = kept;
  }

  /// Moves to the next answers of the present channel, or to the next channel; false if all are
  /// done. A channel sleeps once it has been given all answers, if all it did commutes.
  boolean advance(boolean sleeps) {
    if (turning) {
      if (odometer.next()) {
        return true;
      }
      turning = false;
      if (sleeps && commutes) {
        asleep = SleepSets.with(asleep, channels[next]);
      }
      next++;
    }
    int end = reduced ? 1 : count;
    while (next < end && SleepSets.holds(asleep, channels[next])) {
      next++;
    }
    if (next >= end) {
      return false;
    }
    odometer.give(Odometer.NO_ANSWERS);
    turning = true;
    commutes = true;
    return true;
  }

  /// The present channel does something that does not commute with all that other receivers do.
  void clashes() {
    commutes = false;
  }

  /// Whether the state will be needed again after the next step, as far as one can tell before.
  boolean branches() {
    return !reduced && count > 1;
  }

  int channel() {
    return channels[next];
  }
}
