package io.interlock.engine.explore.explain;

import io.interlock.engine.explore.explain.Folding.Item;
import io.interlock.engine.text.OneLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// An explanation as a table with one column for each actor, in which a delivery stands below its
/// receiver: `*` marks what is essential, `!` the step that breaks the property. Runs of deliveries
/// that matter less are folded into one line.
public final class TextTable {
  private static final String BAR = " | ";

  private final Explanation explanation;
  private final Page page;
  private final List<Item> items;
  private final ActorColumns columns;
  private final List<Integer> widths;

  private TextTable(Explanation explanation, Page page) {
    this.explanation = explanation;
    this.page = page;
    items = Folding.of(explanation.rows(), page.rowsMax());
    List<Row> shown = Folding.shown(items);
    int room = page.width() - lead("", "", "").length();
    columns = ActorColumns.of(shown, room);
    widths = widths(shown, room);
  }

  /// The table, on one page.
  public static String of(Explanation explanation, Page page) {
    return new TextTable(explanation, page).text();
  }

  private String text() {
    List<String> lines = new ArrayList<>(explanation.headlines(page.width()));
    lines.add(line(lead("", "step", "time"), columns.titles()));
    int width = widths.stream().mapToInt(cell -> BAR.length() + cell).sum();
    lines.add("-".repeat(lead("", "", "").length() + width));
    for (Item item : items) {
      lines.add(
          switch (item) {
            case Item.Shown(Row row) -> line(row);
            case Item.Folded folded ->
                OneLine.cut(lead("", "", "") + BAR + folded.text(), page.width());
          });
    }
    return String.join("\n", lines) + "\n";
  }

  private String line(Row row) {
    List<String> cells = new ArrayList<>(Collections.nCopies(widths.size(), ""));
    cells.set(columns.of(row), columns.cell(row));
    return line(
        lead(explanation.mark(row), String.valueOf(row.step()), Times.text(row.atPicos())), cells);
  }

  private String line(String lead, List<String> cells) {
    StringBuilder line = new StringBuilder(lead);
    for (int i = 0; i < cells.size(); i++) {
      String cell = OneLine.cut(cells.get(i), widths.get(i));
      line.append(BAR).append(cell).repeat(' ', widths.get(i) - cell.length());
    }
    return line.toString().stripTrailing();
  }

  private String lead(String mark, String step, String time) {
    String stepped = "%1s%6s".formatted(mark, step);
    return explanation.isTimed() ? "%s%13s".formatted(stepped, time) : stepped;
  }

  /// As wide as the widest cell, but the widest columns give way until all of them have room.
  private List<Integer> widths(List<Row> shown, int room) {
    List<Integer> wanted = new ArrayList<>(columns.titles().stream().map(String::length).toList());
    for (Row row : shown) {
      wanted.set(
          columns.of(row), Math.max(wanted.get(columns.of(row)), columns.cell(row).length()));
    }
    int free = room - BAR.length() * wanted.size();
    while (wanted.stream().mapToInt(Integer::intValue).sum() > free) {
      int widest = Collections.max(wanted);
      wanted.set(wanted.indexOf(widest), widest - 1);
    }
    return wanted;
  }
}
