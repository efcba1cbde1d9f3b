package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.trace.Mix;
import java.util.Arrays;

/// The random numbers of one execution: SplitMix64 from its seed, or a tape of earlier draws first.
///
/// Whatever an execution leaves to chance it draws here. So its seed repeats it, and a tape with a
/// few draws changed is a neighbour of it.
final class Draws implements Choices {
  private static final double UNIT = 0x1.0p-53;

  private long state;
  private long[] tape = new long[256];
  private int position;
  private int taped;
  private int marked;
  private boolean taping;

  /// Begins the sequence of `seed`.
  void begin(long seed) {
    state = seed;
    position = 0;
    taped = 0;
    marked = 0;
    taping = false;
  }

  /// From here on draws the first `length` of `parent`, then fresh numbers, which it keeps.
  void beginTape(long[] parent, int length) {
    if (tape.length < length) {
      tape = new long[Math.max(length, 2 * tape.length)];
    }
    System.arraycopy(parent, 0, tape, 0, length);
    position = 0;
    marked = 0;
    taped = length;
    taping = true;
  }

  /// Puts a fresh number in place of the draw at `index` of the tape.
  void change(int index) {
    tape[index] = fresh();
  }

  boolean isTaping() {
    return taping;
  }

  /// What is worth keeping of the tape ends here, so far.
  void mark() {
    marked = position;
  }

  boolean isMarked() {
    return marked > 0;
  }

  /// The draws from the beginning of the tape to the last mark.
  long[] tape() {
    return Arrays.copyOf(tape, marked);
  }

  /// 64 random bits.
  long next() {
    if (position < taped) {
      return tape[position++];
    }
    long value = fresh();
    if (taping) {
      keep(value);
    }
    return value;
  }

  private void keep(long value) {
    if (position == tape.length) {
      tape = Arrays.copyOf(tape, 2 * position);
    }
    tape[position++] = value;
    taped = position;
  }

  private long fresh() {
    state += Mix.GOLDEN;
    return Mix.mix(state);
  }

  /// From 0 to `bound` - 1. The bias, of at most `bound` in 2^64, is far below what any number of
  /// executions could show.
  int below(int bound) {
    return (int) Math.unsignedMultiplyHigh(next(), bound);
  }

  /// From 0 to 1, exclusive.
  double unit() {
    return (next() >>> 11) * UNIT;
  }

  /// From 0 to 1, exclusive, past what is on the tape.
  double freshUnit() {
    return (fresh() >>> 11) * UNIT;
  }

  @Override
  public int choose(int alternatives) {
    return below(alternatives);
  }
}
