package io.interlock.hardware.topology;

import io.interlock.hardware.text.OneLine;
import java.util.ArrayList;
import java.util.List;

/// What a reader found doubtful but not wrong, a line each. After a hundred it stops listening:
/// nobody reads further, and a hostile file could go on for long.
final class Remarks {
  private static final int REMARKS_MAX = 100;

  private final List<String> lines = new ArrayList<>();

  void add(String line) {
    if (lines.size() < REMARKS_MAX) {
      lines.add(OneLine.of(line));
    } else if (lines.size() == REMARKS_MAX) {
      lines.add("more remarks are left out");
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
