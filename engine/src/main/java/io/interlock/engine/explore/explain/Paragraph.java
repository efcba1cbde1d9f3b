package io.interlock.engine.explore.explain;

import io.interlock.engine.text.OneLine;
import java.util.ArrayList;
import java.util.List;

/// Text on as many lines as it needs, those after the first indented.
final class Paragraph {
  private static final String INDENT = "    ";
  private static final int CHARS_MAX = 2_000;

  private Paragraph() {}

  /// The lines, each of `width` characters at most, broken at blanks.
  static List<String> of(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : OneLine.of(text, CHARS_MAX).split(" ", -1)) {
      boolean fits = line.length() + 1 + word.length() <= width;
      if (!fits && !line.isEmpty()) {
        lines.add(OneLine.cut(line.toString(), width));
        line = new StringBuilder(INDENT);
      }
      boolean first = line.isEmpty() || line.toString().equals(INDENT);
      line.append(first ? "" : " ").append(word);
    }
    lines.add(OneLine.cut(line.toString(), width));
    return lines;
  }
}
