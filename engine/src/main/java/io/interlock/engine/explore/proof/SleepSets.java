package io.interlock.engine.explore.proof;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.World;
import java.util.Arrays;

/// Sets of channels as the bits of a word. Only the first 64 channels of a world ever sleep.
///
/// What sleeps was taken in an earlier state, touched its receiver alone, and commutes with all
/// that was done since. So it would do the same now, and it wakes as soon as a step touches its
/// receiver.
final class SleepSets {
  private final World world;
  private long[] into = new long[16];
  private int known;

  SleepSets(World world) {
    this.world = world;
  }

  static boolean holds(long set, int channel) {
    return channel < Long.SIZE && (set >>> channel & 1) != 0;
  }

  static long with(long set, int channel) {
    return channel < Long.SIZE ? set | 1L << channel : set;
  }

  /// What sleeps on after the last step of the world.
  long after(long asleep) {
    if (asleep == 0) {
      return 0;
    }
    learn();
    for (int actor : world.touched()) {
      if (actor < into.length) {
        asleep &= ~into[actor];
      }
    }
    return asleep;
  }

  private void learn() {
    Channels channels = world.channels();
    int upTo = Math.min(channels.size(), Long.SIZE);
    for (; known < upTo; known++) {
      int receiver = channels.receiver(known);
      if (receiver >= into.length) {
        into = Arrays.copyOf(into, 2 * receiver);
      }
      into[receiver] |= 1L << known;
    }
  }
}
