package io.interlock.cli;

import java.util.ArrayList;
import java.util.List;

/// Aligned columns of text with a line of headings. A column without any text is left out.
final class Table {
  private static final String GAP = "  ";

  private final List<String> headings;
  private final int leftAligned;
  private final List<List<String>> rows = new ArrayList<>();

  /// @param leftAligned so many columns hold words, and those behind them numbers
  Table(int leftAligned, String... headings) {
    this.headings = List.of(headings);
    this.leftAligned = leftAligned;
  }

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  /// The table, each line with its end.
  @Override
  public String toString() {
    var text = new StringBuilder();
    append(text, headings);
    rows.forEach(row -> append(text, row));
    return text.toString();
  }

  private void append(StringBuilder text, List<String> cells) {
    var line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      int width = width(column);
      if (width > 0) {
        String cell = cells.get(column);
        String pad = " ".repeat(width - cell.length());
        line.append(line.isEmpty() ? "" : GAP)
            .append(column < leftAligned ? cell + pad : pad + cell);
      }
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private int width(int column) {
    int widest = headings.get(column).length();
    for (List<String> row : rows) {
      widest = Math.max(widest, row.get(column).length());
    }
    return widest;
  }
}
