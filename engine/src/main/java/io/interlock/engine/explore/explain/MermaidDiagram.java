package io.interlock.engine.explore.explain;

import io.interlock.engine.explore.explain.Folding.Item;
import io.interlock.engine.text.OneLine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// An explanation as the text of a Mermaid sequence diagram, which web sites and editors draw.
public final class MermaidDiagram {
  private static final int TEXT_MAX = 60;

  private final Explanation explanation;
  private final List<Item> items;
  private final List<String> participants;
  private final ShortNames names;

  private MermaidDiagram(Explanation explanation, int rowsMax) {
    this.explanation = explanation;
    items = Folding.of(explanation.rows(), rowsMax);
    var actors = new LinkedHashSet<String>();
    for (Row row : Folding.shown(items)) {
      actors.add(row.sender());
      actors.add(row.receiver());
    }
    participants = List.copyOf(actors);
    names = new ShortNames(participants);
  }

  /// The diagram, with `rowsMax` arrows and notes for deliveries, or as many as are essential.
  public static String of(Explanation explanation, int rowsMax) {
    return new MermaidDiagram(explanation, rowsMax).text();
  }

  private String text() {
    List<String> lines = new ArrayList<>();
    lines.add("sequenceDiagram");
    for (String name : participants) {
      lines.add("  participant " + alias(name) + " as " + escaped(name));
    }
    for (Item item : items) {
      switch (item) {
        case Item.Shown(Row row) -> delivery(lines, row);
        case Item.Folded folded -> note(lines, folded.steps() + " " + folded.text(names));
      }
    }
    note(lines, explanation.departed());
    explanation.needed(2 * TEXT_MAX).forEach(line -> note(lines, line));
    note(lines, explanation.headline());
    return String.join("\n", lines) + "\n";
  }

  private void delivery(List<String> lines, Row row) {
    String mark = explanation.mark(row).strip();
    lines.add(
        "  %s->>%s: %s%d %s"
            .formatted(
                alias(row.sender()), alias(row.receiver()), mark, row.step(), escaped(row.text())));
  }

  /// A note as wide as the diagram; one without participants has no place for it.
  private void note(List<String> lines, String text) {
    if (!participants.isEmpty()) {
      String over = alias(participants.getFirst());
      if (participants.size() > 1) {
        over += "," + alias(participants.getLast());
      }
      lines.add("  Note over " + over + ": " + escaped(text));
    }
  }

  private String alias(String name) {
    return "a" + participants.indexOf(name);
  }

  /// `#` and `;` have a meaning to Mermaid, and `<` to the page around it.
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    OneLine.of(text, 2 * TEXT_MAX)
        .chars()
        .forEach(
            c -> {
              switch (c) {
                case '#' -> escaped.append("#35;");
                case ';' -> escaped.append("#59;");
                case '<' -> escaped.append("#lt;");
                default -> escaped.append((char) c);
              }
            });
    return escaped.toString();
  }
}
