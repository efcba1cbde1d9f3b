package io.interlock.engine.explore.explain;

import io.interlock.engine.explore.explain.Folding.Item.Folded;
import io.interlock.engine.explore.explain.Folding.Item.Shown;
import io.interlock.engine.explore.explain.Row.Weight;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Folds what matters least, so that an execution fits a page, and leaves out what is routine. What
/// is essential always stays.
final class Folding {
  /// More receivers of a fold are counted together.
  private static final int NAMED_MAX = 4;

  private final List<Row> rows;
  private final BitSet shown = new BitSet();

  private Folding(List<Row> rows) {
    this.rows = rows.stream().filter(row -> row.weight() != Weight.ROUTINE).toList();
  }

  /// What stands on one line.
  sealed interface Item {
    /// One delivery.
    record Shown(Row row) implements Item {}

    /// Several, one after the other.
    record Folded(List<Row> rows) implements Item {
      /// The first and the last step.
      String steps() {
        return rows.getFirst().step() + "-" + rows.getLast().step();
      }

      /// How many deliveries there were to whom, in words.
      String text(ShortNames names) {
        Map<String, Integer> counts = new TreeMap<>();
        rows.forEach(row -> counts.merge(names.of(row.receiver()), 1, Integer::sum));
        var most =
            counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .toList();
        String named =
            most.stream()
                .limit(NAMED_MAX)
                .map(count -> count.getValue() + " to " + count.getKey())
                .collect(Collectors.joining(", "));
        int others = most.stream().skip(NAMED_MAX).mapToInt(Map.Entry::getValue).sum();
        return "… " + named + (others == 0 ? "" : ", " + others + " to others");
      }
    }
  }

  /// The rows on `itemsMax` lines, or on as many as the essential ones need.
  static List<Item> of(List<Row> rows, int itemsMax) {
    Folding folding = new Folding(rows);
    for (int i = 0; i < folding.rows.size(); i++) {
      folding.shown.set(i, folding.rows.get(i).isEssential());
    }
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
    record Place(int index, Weight weight, int distance) {}
    BitSet essential = (BitSet) shown.clone();
    List<Place> more = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (!essential.get(i)) {
        more.add(new Place(i, rows.get(i).weight(), distance(essential, i)));
      }
    }
    more.sort(Comparator.comparing(Place::weight).thenComparing(Place::distance));
    for (Place place : more) {
      shown.set(place.index());
      if (items().size() > itemsMax) {
        shown.clear(place.index());
        return;
      }
    }
  }

  private static int distance(BitSet essential, int index) {
    int before = essential.previousSetBit(index);
    int after = essential.nextSetBit(index);
    int far = Integer.MAX_VALUE;
    return Math.min(before < 0 ? far : index - before, after < 0 ? far : after - index);
  }

  private List<Item> items() {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < rows.size(); ) {
      int next = shown.get(i) ? i + 1 : shown.nextSetBit(i);
      int end = next < 0 ? rows.size() : next;
      // A fold of one delivery would take as much room as the delivery.
      items.add(end - i == 1 ? new Shown(rows.get(i)) : new Folded(rows.subList(i, end)));
      i = end;
    }
    return items;
  }
}
