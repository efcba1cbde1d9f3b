package io.interlock.engine.explore.explain;

import io.interlock.engine.text.OneLine;
import java.util.ArrayList;
import java.util.List;

/// An explanation as a list of all deliveries, one a line: `*` marks what is essential, `!` the
/// step that breaks the property.
public final class TextList {
  private TextList() {}

  /// The list, as wide as a page and as long as it is.
  public static String of(Explanation explanation, Page page) {
    List<String> lines = new ArrayList<>(explanation.headlines(page.width()));
    for (Row row : explanation.rows()) {
      String time = explanation.isTimed() ? "%14s  ".formatted(Times.text(row.atPicos())) : "";
      String line =
          "%s%6d  %s%s -> %s: %s"
              .formatted(
                  explanation.mark(row),
                  row.step(),
                  time,
                  row.sender(),
                  row.receiver(),
                  row.text());
      lines.add(OneLine.cut(line, page.width()));
    }
    return String.join("\n", lines) + "\n";
  }
}
