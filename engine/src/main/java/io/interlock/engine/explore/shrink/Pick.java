package io.interlock.engine.explore.shrink;

import java.util.List;

/// A decision in the numbers of one world.
record Pick(int channel, List<Integer> choices) {
  Pick {
    choices = List.copyOf(choices);
  }

  /// Whether the handler took the first alternative whenever it chose.
  boolean choosesFirst() {
    for (int choice : choices) {
      if (choice != 0) {
        return false;
      }
    }
    return true;
  }
}
