package io.interlock.engine.explore.proof;

import io.interlock.engine.trace.Mix;

/// The states seen, by hashes of 64 or 128 bits, each with 64 bits of the caller's own.
///
/// Open addressing, one array of words: the hash, its second half if wide, the caller's note if
/// wanted. Two states of equal hash are taken for one: [#collisionProbability].
final class StateTable {
  private static final int CAPACITY_MIN = 1 << 12;
  private static final int CAPACITY_MAX = 1 << 28;

  private final boolean wide;
  private final int stride;
  private final long bytesMax;
  private long[] words;
  private int capacity;
  private long size;
  private int slot;

  /// A table that grows up to `bytesMax`, while it grows too.
  StateTable(boolean wide, boolean noted, long bytesMax) {
    this.wide = wide;
    this.bytesMax = bytesMax;
    stride = 1 + (wide ? 1 : 0) + (noted ? 1 : 0);
    capacity = CAPACITY_MIN;
    words = new long[capacity * stride];
  }

  long size() {
    return size;
  }

  /// Makes room for one more; false if that needs more memory than allowed.
  boolean reserve() {
    if (size < capacity - (capacity >> 2)) {
      return true;
    }
    long grown = 2L * capacity * stride * Long.BYTES;
    if (capacity == CAPACITY_MAX || grown + grown / 2 > bytesMax) {
      return false;
    }
    grow();
    return true;
  }

  boolean has(long hash, long second) {
    return words[find(words, capacity, nonZero(hash), second)] != 0;
  }

  /// Adds a state for which room was [reserved][#reserve]; false if it was there. Notes are of this
  /// state from here on.
  boolean add(long hash, long second) {
    long first = nonZero(hash);
    slot = find(words, capacity, first, second);
    if (words[slot] != 0) {
      return false;
    }
    words[slot] = first;
    if (wide) {
      words[slot + 1] = second;
    }
    size++;
    return true;
  }

  long note() {
    return words[slot + stride - 1];
  }

  void note(long note) {
    words[slot + stride - 1] = note;
  }

  /// 0 marks an empty slot.
  private static long nonZero(long hash) {
    return hash == 0 ? Mix.GOLDEN : hash;
  }

  private int find(long[] in, int slots, long first, long second) {
    int mask = slots - 1;
    int at = (int) Mix.mix(first) & mask;
    while (true) {
      int word = at * stride;
      if (in[word] == 0 || (in[word] == first && (!wide || in[word + 1] == second))) {
        return word;
      }
      at = (at + 1) & mask;
    }
  }

  private void grow() {
    int slots = 2 * capacity;
    long[] grown = new long[slots * stride];
    for (int old = 0; old < words.length; old += stride) {
      if (words[old] != 0) {
        int to = find(grown, slots, words[old], wide ? words[old + 1] : 0);
        System.arraycopy(words, old, grown, to, stride);
      }
    }
    words = grown;
    capacity = slots;
  }

  /// How probable it is that at least two of the states seen were taken for one: n^2 / 2^65, or n^2
  /// / 2^129 if wide.
  double collisionProbability() {
    return Math.min(1, Math.scalb((double) size * size, wide ? -129 : -65));
  }
}
