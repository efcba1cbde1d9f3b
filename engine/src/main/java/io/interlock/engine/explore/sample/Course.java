package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.Recording;
import io.interlock.engine.explore.World;
import java.util.Arrays;

/// How the running execution has gone: per channel how far it is, and per step what enabled it.
final class Course {
  private final Marks delivered = new Marks();
  private final Marks lastStep = new Marks();
  private int[] enabledBy = new int[256];
  private int[] ordinals = new int[256];
  private int[] sizes = new int[256];
  private int[] contendedSizes = new int[256];
  private int steps;
  private int stepsWithChoice;

  void begin() {
    delivered.clear();
    lastStep.clear();
    steps = 0;
    stepsWithChoice = 0;
  }

  /// How many deliveries the channel has had.
  int deliveredOn(int channel) {
    return (int) delivered.get(channel, 0);
  }

  /// The head of `channel` is about to be delivered.
  void delivering(World world, int channel) {
    if (steps == enabledBy.length) {
      grow();
    }
    if (world.enabledCount() > 1) {
      stepsWithChoice++;
    }
    int ordinal = deliveredOn(channel);
    long previous = lastStep.get(channel, World.BEFORE_ALL);
    enabledBy[steps] = (int) Math.max(world.sentAt(channel), previous);
    ordinals[steps] = ordinal;
    delivered.set(channel, ordinal + 1L);
    lastStep.set(channel, steps);
    steps++;
  }

  private void grow() {
    int length = 2 * steps;
    enabledBy = Arrays.copyOf(enabledBy, length);
    ordinals = Arrays.copyOf(ordinals, length);
    sizes = new int[length];
    contendedSizes = new int[length];
  }

  /// Counts the trees of the execution that ended.
  void teach(Lessons lessons, Recording recording, Forecast forecast) {
    lessons.sawLength(stepsWithChoice);
    Arrays.fill(sizes, 0, steps, 1);
    for (int step = 0; step < steps; step++) {
      contendedSizes[step] = forecast.isContended(recording.channel(step)) ? 1 : 0;
    }
    for (int step = steps - 1; step >= 0; step--) {
      lessons.row(recording.channel(step)).add(ordinals[step], sizes[step], contendedSizes[step]);
      if (enabledBy[step] != World.BEFORE_ALL) {
        sizes[enabledBy[step]] += sizes[step];
        contendedSizes[enabledBy[step]] += contendedSizes[step];
      }
    }
  }
}
