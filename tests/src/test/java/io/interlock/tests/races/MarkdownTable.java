package io.interlock.tests.races;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A table as it stands in `docs`.
final class MarkdownTable {
  private final List<String> lines = new ArrayList<>();

  MarkdownTable(String... columns) {
    row(List.of(columns));
    row(Collections.nCopies(columns.length, "---"));
  }

  void row(List<String> cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
