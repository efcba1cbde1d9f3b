package io.interlock.hypervisor.vgic;

import java.util.Arrays;

/// The active-or-pending list of a vCPU: slots in the order in which they were queued.
final class ApList {
  private int[] slots;
  private int size;

  ApList() {
    slots = new int[8];
  }

  ApList copy() {
    ApList copy = new ApList();
    copy.slots = slots.clone();
    copy.size = size;
    return copy;
  }

  int size() {
    return size;
  }

  int get(int index) {
    return slots[index];
  }

  void append(int slot) {
    if (size == slots.length) {
      slots = Arrays.copyOf(slots, 2 * size);
    }
    slots[size++] = slot;
  }

  /// Puts another slot at a position; with [#truncate] this is how the list is filtered in place.
  void set(int index, int slot) {
    slots[index] = slot;
  }

  void truncate(int newSize) {
    // Nothing stays behind the end: equal lists are equal arrays.
    Arrays.fill(slots, newSize, size, 0);
    size = newSize;
  }

  /// Stable sort, for a list that is short and mostly in order.
  void sort(SlotOrder order) {
    for (int i = 1; i < size; i++) {
      int slot = slots[i];
      int j = i;
      while (j > 0 && order.compare(slots[j - 1], slot) > 0) {
        slots[j] = slots[j - 1];
        j--;
      }
      slots[j] = slot;
    }
  }

  /// Compares two slots, negative if the first goes first.
  interface SlotOrder {
    int compare(int a, int b);
  }
}
