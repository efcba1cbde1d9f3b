package io.interlock.engine.explore.sample;

import io.interlock.engine.trace.Mix;
import java.util.Arrays;

/// A set of 64-bit hashes, numbered from 0 in the order in which they came.
final class LongTable {
  static final int ABSENT = -1;

  private long[] keys = new long[16];
  private int[] slots = new int[64]; // 1 + the number of the key, 0 where free
  private int size;

  int size() {
    return size;
  }

  /// The key of that number.
  long key(int number) {
    return keys[number];
  }

  /// The number of `key`, or [#ABSENT].
  int find(long key) {
    return slots[slot(key)] - 1;
  }

  boolean contains(long key) {
    return find(key) != ABSENT;
  }

  /// Adds `key`; says whether it was not there.
  boolean add(long key) {
    int slot = slot(key);
    if (slots[slot] != 0) {
      return false;
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
    }
    keys[size++] = key;
    slots[slot] = size;
    if (3 * size > slots.length) {
      grow();
    }
    return true;
  }

  void clear() {
    if (size > 0) {
      size = 0;
      Arrays.fill(slots, 0);
    }
  }

  /// A copy of the keys, in their order.
  long[] toArray() {
    return Arrays.copyOf(keys, size);
  }

  private void grow() {
    slots = new int[2 * slots.length];
    for (int number = 0; number < size; number++) {
      slots[slot(keys[number])] = number + 1;
    }
  }

  /// Where `key` is, or the free slot where it belongs.
  private int slot(long key) {
    int mask = slots.length - 1;
    int slot = (int) Mix.mix(key) & mask;
    while (slots[slot] != 0 && keys[slots[slot] - 1] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
