package io.interlock.engine.conductor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is pending, in the order of timed mode: time, then the seeded tie-break, then sequence.
///
/// The tie-break is a function of seed, time and channel. So deliveries of one channel that arrive
/// together keep their order, and those of different channels are ordered anew by each seed. A
/// binary heap that knows the position of its entries, so that a cancelled timer leaves at once.
final class Agenda {
  static final int ABSENT = -1;

  private Pending[] heap = new Pending[16];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /// All entries, in no order.
  List<Pending> all() {
    return List.of(Arrays.copyOf(heap, size));
  }

  @Nullable Pending first() {
    return size == 0 ? null : heap[0];
  }

  void add(Pending pending) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    up(size++, pending);
  }

  /// Takes the first entry out; the agenda must not be empty.
  Pending poll() {
    Pending first = heap[0];
    take(0);
    return first;
  }

  /// Takes `pending` out if it is in; says whether it was.
  boolean remove(Pending pending) {
    if (pending.position == ABSENT) {
      return false;
    }
    take(pending.position);
    return true;
  }

  @SuppressWarnings("NullAway") // a free slot holds null, so that nothing is kept alive
  private void take(int position) {
    heap[position].position = ABSENT;
    Pending last = heap[--size];
    heap[size] = null;
    if (position < size) {
      up(leafBelow(position), last);
    }
  }

  private void up(int position, Pending pending) {
    int i = position;
    while (i > 0) {
      int parent = (i - 1) >>> 1;
      Pending other = heap[parent];
      if (!before(pending, other)) {
        break;
      }
      set(i, other);
      i = parent;
    }
    set(i, pending);
  }

  /// Moves the gap at `position` down to a leaf. The entry that will fill it comes from the end of
  /// the heap and mostly belongs down there, so on the way it is compared with nobody.
  private int leafBelow(int position) {
    int gap = position;
    for (int child = 2 * gap + 1; child < size; child = 2 * gap + 1) {
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      set(gap, heap[child]);
      gap = child;
    }
    return gap;
  }

  private void set(int position, Pending pending) {
    heap[position] = pending;
    pending.position = position;
  }

  private static boolean before(Pending a, Pending b) {
    if (a.at != b.at) {
      return a.at < b.at;
    }
    return a.tie != b.tie ? a.tie < b.tie : a.sequence < b.sequence;
  }
}
