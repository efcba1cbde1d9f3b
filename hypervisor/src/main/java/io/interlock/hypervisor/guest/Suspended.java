package io.interlock.hypervisor.guest;

import org.jspecify.annotations.Nullable;

/// What an interrupt handler has interrupted, and for which interrupt. Where handlers interrupt
/// each other, one lies on the other. It never changes, so copies of a cursor share it.
final class Suspended {
  /// A guest's stack has room for so many handlers.
  static final int DEPTH_MAX = 64;

  private static final int SAVED_NUMBERS = 4;

  private final int position;
  private final long cycles;
  private final int handled;

  /// The loops that the interrupted handler counts; none of what is no handler.
  private final long[] loops;

  private final @Nullable Suspended below;
  private final int depth;

  /// @param position where to go on
  /// @param cycles what was left to compute there
  /// @param handled INTID of the interrupt that came
  Suspended(int position, long cycles, int handled, long[] loops, @Nullable Suspended below) {
    this.position = position;
    this.cycles = cycles;
    this.handled = handled;
    this.loops = loops;
    this.below = below;
    this.depth = depth(below) + 1;
  }

  int position() {
    return position;
  }

  long cycles() {
    return cycles;
  }

  int handled() {
    return handled;
  }

  @Nullable Suspended below() {
    return below;
  }

  /// Puts the counts of its loops back.
  void restoreLoops(long[] passes, int from) {
    System.arraycopy(loops, 0, passes, from, loops.length);
  }

  /// How many handlers have begun and not ended.
  static int depth(@Nullable Suspended top) {
    return top == null ? 0 : top.depth;
  }

  /// All of them as numbers, the uppermost first.
  static long[] save(@Nullable Suspended top) {
    int length = 0;
    for (Suspended each = top; each != null; each = each.below) {
      length += SAVED_NUMBERS + each.loops.length;
    }
    long[] saved = new long[length];
    int next = 0;
    for (Suspended each = top; each != null; each = each.below) {
      saved[next++] = each.position;
      saved[next++] = each.cycles;
      saved[next++] = each.handled;
      saved[next++] = each.loops.length;
      System.arraycopy(each.loops, 0, saved, next, each.loops.length);
      next += each.loops.length;
    }
    return saved;
  }

  /// So many of them from what [#save] gave, which begins at `from`.
  ///
  /// @throws IllegalArgumentException if there are not so many numbers
  static @Nullable Suspended restored(int depth, long[] saved, int from) {
    if (depth == 0) {
      return null;
    }
    int loopsFrom = from + SAVED_NUMBERS;
    int loopCount = loopsFrom <= saved.length ? Math.toIntExact(saved[loopsFrom - 1]) : -1;
    if (loopCount < 0 || loopCount > saved.length - loopsFrom) {
      throw new IllegalArgumentException(saved.length + " numbers of a guest are too few");
    }
    long[] loops = new long[loopCount];
    System.arraycopy(saved, loopsFrom, loops, 0, loopCount);
    return new Suspended(
        Math.toIntExact(saved[from]),
        saved[from + 1],
        Math.toIntExact(saved[from + 2]),
        loops,
        restored(depth - 1, saved, loopsFrom + loopCount));
  }
}
