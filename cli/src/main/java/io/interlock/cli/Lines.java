package io.interlock.cli;

/// A text for people that grows line by line.
final class Lines {
  private final StringBuilder text = new StringBuilder();

  /// One more.
  void add(String line) {
    text.append(line).append('\n');
  }

  /// Behind a line that is empty.
  void section(Table table) {
    add("");
    append(table);
  }

  /// A table, or text that ends in a line break.
  void append(Object lines) {
    text.append(lines);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
