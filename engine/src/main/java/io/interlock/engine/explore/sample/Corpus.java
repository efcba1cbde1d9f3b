package io.interlock.engine.explore.sample;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The draws that lead executions to where none had been before, the newest of them.
///
/// Workers read it while a generation runs, and it changes between generations only.
final class Corpus {
  private static final int TAPES_MAX = 512;
  private static final int DRAWS_MAX = 1 << 22;

  private final ArrayDeque<long[]> newest = new ArrayDeque<>();
  private List<long[]> tapes = List.of();
  private long draws;

  int size() {
    return tapes.size();
  }

  long[] tape(int index) {
    return tapes.get(index);
  }

  void add(long[] tape) {
    newest.add(tape);
    draws += tape.length;
    while (newest.size() > 1 && (newest.size() > TAPES_MAX || draws > DRAWS_MAX)) {
      draws -= newest.remove().length;
    }
  }

  /// A generation is over: what was added can be read.
  void publish() {
    tapes = new ArrayList<>(newest);
  }
}
