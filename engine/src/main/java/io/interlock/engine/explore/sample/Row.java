package io.interlock.engine.explore.sample;

import java.util.Arrays;

/// What was counted of one channel, for its first delivery, its second, and so on.
///
/// Sums of whole numbers, so that it does not matter in which order they are added.
final class Row {
  /// Deliveries from here on are counted together.
  private static final int LENGTH_MAX = 4096;

  private int length;
  private long[] times = new long[8];
  private long[] sizes = new long[8];
  private long[] contendedSizes = new long[8];

  boolean isEmpty() {
    return length == 0;
  }

  /// Counts one delivery.
  ///
  /// @param ordinal how many the channel had before it in its execution
  /// @param size deliveries in its tree, itself included
  /// @param contendedSize those of them at contended receivers
  void add(int ordinal, int size, int contendedSize) {
    int at = reach(ordinal);
    times[at]++;
    sizes[at] += size;
    contendedSizes[at] += contendedSize;
  }

  void addAll(Row other) {
    for (int i = 0; i < other.length; i++) {
      reach(i);
      times[i] += other.times[i];
      sizes[i] += other.sizes[i];
      contendedSizes[i] += other.contendedSizes[i];
    }
  }

  void clear() {
    Arrays.fill(times, 0, length, 0);
    Arrays.fill(sizes, 0, length, 0);
    Arrays.fill(contendedSizes, 0, length, 0);
    length = 0;
  }

  /// The mean size of the tree of a delivery, 1 or more; 1 if nothing is known.
  double meanSize(int ordinal) {
    int at = Math.min(ordinal, LENGTH_MAX - 1);
    return at < length ? (double) sizes[at] / times[at] : 1;
  }

  /// The mean number of contended deliveries in the tree of a delivery; 0 if nothing is known.
  double meanContendedSize(int ordinal) {
    int at = Math.min(ordinal, LENGTH_MAX - 1);
    return at < length ? (double) contendedSizes[at] / times[at] : 0;
  }

  private int reach(int ordinal) {
    int at = Math.min(ordinal, LENGTH_MAX - 1);
    if (at >= times.length) {
      int capacity = Math.max(at + 1, 2 * times.length);
      times = Arrays.copyOf(times, capacity);
      sizes = Arrays.copyOf(sizes, capacity);
      contendedSizes = Arrays.copyOf(contendedSizes, capacity);
    }
    length = Math.max(length, at + 1);
    return at;
  }
}
