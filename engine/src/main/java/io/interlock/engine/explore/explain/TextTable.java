package io.interlock.engine.explore.explain;

import io.interlock.engine.explore.explain.Folding.Item;
import io.interlock.engine.text.OneLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// An explanation as a table with one column for each actor, in which a delivery stands below its
/// receiver: `*` marks what is essential, `!` the step that breaks the property. Runs of deliveries
/// that matter less are folded into one line, and routine is left out.
public final class TextTable {
  private static final String BAR = " | ";

  private final Explanation explanation;
  private final Page page;
  private final List<Item> items;
  private final int stepWidth;
  private final int timeWidth;
  private final ActorColumns columns;
  private final List<Integer> widths;

  private TextTable(Explanation explanation, Page page) {
    this.explanation = explanation;
    this.page = page;
    items = Folding.of(explanation.rows(), page.rowsMax());
    List<Row> shown = Folding.shown(items);
    stepWidth = width("step", items.stream().map(TextTable::steps));
    timeWidth = width("time", shown.stream().map(row -> Times.text(row.atPicos())));
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
                OneLine.cut(
                    lead("", folded.steps(), "") + BAR + folded.text(columns.names()),
                    page.width());
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

  /// Mark, step and, where time passes, time.
  private String lead(String mark, String step, String time) {
    String marked = " ".repeat(1 - mark.length()) + mark;
    String stepped = marked + " ".repeat(1 + stepWidth - step.length()) + step;
    return explanation.isTimed()
        ? stepped + " ".repeat(2 + timeWidth - time.length()) + time
        : stepped;
  }

  private static int width(String title, Stream<String> texts) {
    return Math.max(title.length(), texts.mapToInt(String::length).max().orElse(0));
  }

  private static String steps(Item item) {
    return switch (item) {
      case Item.Shown(Row row) -> String.valueOf(row.step());
      case Item.Folded folded -> folded.steps();
    };
  }

  /// As wide as the widest cell. Where that is too much, the column gives way in which the fewest
  /// cells are cut by that.
  private List<Integer> widths(List<Row> shown, int room) {
    List<List<Integer>> lengths = new ArrayList<>();
    columns.titles().forEach(title -> lengths.add(new ArrayList<>(List.of(title.length()))));
    shown.forEach(row -> lengths.get(columns.of(row)).add(columns.cell(row).length()));
    List<Integer> widths = new ArrayList<>(lengths.stream().map(Collections::max).toList());
    int excess = widths.stream().mapToInt(Integer::intValue).sum();
    excess -= room - BAR.length() * widths.size();
    for (; excess > 0; excess--) {
      int least = 0;
      for (int i = 1; i < widths.size(); i++) {
        if (loss(lengths.get(i), widths.get(i)) < loss(lengths.get(least), widths.get(least))) {
          least = i;
        }
      }
      widths.set(least, widths.get(least) - 1);
    }
    return widths;
  }

  /// How many cells are cut if a column becomes narrower by one; none should become narrower than
  /// that anything can be read.
  private static long loss(List<Integer> lengths, int width) {
    return width <= ActorColumns.WIDTH_MIN
        ? Integer.MAX_VALUE - width
        : lengths.stream().filter(length -> length >= width).count();
  }
}
