package io.interlock.engine.explore.sample;

import java.util.Arrays;

/// One number for each small index, a channel or an actor. Forgetting all of them takes no time, so
/// that each execution can begin with none.
final class Marks {
  private long[] values = new long[64];
  private int[] setIn = new int[64];
  private int round = 1;

  void clear() {
    round++;
  }

  boolean isSet(int index) {
    return index < setIn.length && setIn[index] == round;
  }

  long get(int index, long otherwise) {
    return isSet(index) ? values[index] : otherwise;
  }

  void set(int index, long value) {
    if (index >= values.length) {
      int length = Math.max(index + 1, 2 * values.length);
      values = Arrays.copyOf(values, length);
      setIn = Arrays.copyOf(setIn, length);
    }
    values[index] = value;
    setIn[index] = round;
  }

  void unset(int index) {
    if (index < setIn.length) {
      setIn[index] = 0;
    }
  }
}
