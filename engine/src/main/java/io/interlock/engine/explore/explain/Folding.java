package io.interlock.engine.explore.explain;

import io.interlock.engine.explore.explain.Folding.Item.Folded;
import io.interlock.engine.explore.explain.Folding.Item.Shown;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Folds what matters least, so that an execution fits a page. What is essential always stays.
final class Folding {
  private final List<Row> rows;
  private final BitSet shown = new BitSet();

  private Folding(List<Row> rows) {
    this.rows = rows;
  }

  /// What stands on one line.
  sealed interface Item {
    /// One delivery.
    record Shown(Row row) implements Item {}

    /// Several, one after the other.
    record Folded(List<Row> rows) implements Item {
      /// What there was, in words.
      String text() {
        SortedSet<String> actors = new TreeSet<>();
        rows.forEach(row -> actors.add(row.receiver()));
        String where = actors.size() == 1 ? " to " : " between ";
        return "… " + rows.size() + " deliveries" + where + String.join(", ", actors);
      }
    }
  }

  /// The rows on `itemsMax` lines, or on as many as the essential ones need.
  static List<Item> of(List<Row> rows, int itemsMax) {
    Folding folding = new Folding(rows);
    rows.stream().filter(Row::isEssential).forEach(row -> folding.shown.set(row.step()));
    folding.unfold(itemsMax);
    return folding.items();
  }

  /// The rows that are not folded.
  static List<Row> shown(List<Item> items) {
    List<Row> shown = new ArrayList<>();
    for (Item item : items) {
      if (item instanceof Shown(Row row)) {
        shown.add(row);
      }
    }
    return shown;
  }

  /// Shows more rows while they fit: the weightier first, then those near an essential one.
  private void unfold(int itemsMax) {
    BitSet essential = (BitSet) shown.clone();
    List<Row> more =
        rows.stream()
            .filter(row -> !row.isEssential())
            .sorted(
                Comparator.comparing(Row::weight)
                    .thenComparing(row -> distance(essential, row.step())))
            .toList();
    for (Row row : more) {
      shown.set(row.step());
      if (items().size() > itemsMax) {
        shown.clear(row.step());
        return;
      }
    }
  }

  private static int distance(BitSet essential, int step) {
    int before = essential.previousSetBit(step);
    int after = essential.nextSetBit(step);
    int far = Integer.MAX_VALUE;
    return Math.min(before < 0 ? far : step - before, after < 0 ? far : after - step);
  }

  private List<Item> items() {
    List<Item> items = new ArrayList<>();
    for (int step = 0; step < rows.size(); ) {
      int next = shown.get(step) ? step + 1 : shown.nextSetBit(step);
      int end = next < 0 ? rows.size() : next;
      // A fold of one delivery would take as much room as the delivery.
      items.add(end - step == 1 ? new Shown(rows.get(step)) : new Folded(rows.subList(step, end)));
      step = end;
    }
    return items;
  }
}
