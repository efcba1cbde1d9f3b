package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.World;
import java.util.Arrays;

/// What the census expects of the running execution, in the channel numbers of one world.
final class Forecast {
  private static final int NOT_ASKED = -2;

  private final World world;
  private final Census census;
  private final Course course;
  private int[] numbers = new int[0]; // of channels, in the census

  Forecast(World world, Census census, Course course) {
    this.world = world;
    this.census = census;
    this.course = course;
  }

  /// The census may have changed.
  void refresh() {
    Arrays.fill(numbers, NOT_ASKED);
  }

  /// How many deliveries, itself included, the head of an enabled channel leads to; 1 or more.
  double remaining(int channel) {
    int number = number(channel);
    return number < 0 ? 1 : census.row(number).meanSize(course.deliveredOn(channel));
  }

  /// How many of them are at contended receivers.
  double remainingContended(int channel) {
    int number = number(channel);
    return number < 0 ? 0 : census.row(number).meanContendedSize(course.deliveredOn(channel));
  }

  /// Whether the receiver hears from others too, as far as is known.
  boolean isContended(int channel) {
    int number = number(channel);
    return number >= 0 && census.isContended(number);
  }

  private int number(int channel) {
    if (channel >= numbers.length) {
      int known = numbers.length;
      numbers = Arrays.copyOf(numbers, Math.max(channel + 1, 2 * known));
      Arrays.fill(numbers, known, numbers.length, NOT_ASKED);
    }
    if (numbers[channel] == NOT_ASKED) {
      numbers[channel] = census.find(world.channels().hash(channel));
    }
    return numbers[channel];
  }
}
