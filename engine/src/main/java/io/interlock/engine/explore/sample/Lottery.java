package io.interlock.engine.explore.sample;

import java.util.Arrays;

/// Draws one of several by weight.
final class Lottery {
  private double[] upTo = new double[16];
  private int size;

  void clear() {
    size = 0;
  }

  /// Adds the next ticket.
  ///
  /// @param weight 0 or more
  void add(double weight) {
    if (size == upTo.length) {
      upTo = Arrays.copyOf(upTo, 2 * size);
    }
    upTo[size] = size == 0 ? weight : upTo[size - 1] + weight;
    size++;
  }

  /// The index of a ticket, each as likely as its weight says; all are alike if none has a weight.
  int draw(Draws draws) {
    double all = upTo[size - 1];
    if (all <= 0) {
      return draws.below(size);
    }
    double mark = draws.unit() * all;
    for (int i = 0; i < size - 1; i++) {
      if (mark < upTo[i]) {
        return i;
      }
    }
    return size - 1;
  }
}
