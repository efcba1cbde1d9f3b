package io.interlock.engine.explore.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The columns of a table: a receiver each, those that matter most, and one for all others where
/// there is no room for them.
final class ActorColumns {
  /// Narrower columns say nothing.
  static final int WIDTH_MIN = 10;

  /// What a column should have at least on average.
  private static final int WIDTH_MEAN = 18;

  private static final String OTHERS = "others";

  private final List<String> actors;
  private final boolean hasOthers;
  private final ShortNames names;

  private ActorColumns(List<String> actors, boolean hasOthers, ShortNames names) {
    this.actors = actors;
    this.hasOthers = hasOthers;
    this.names = names;
  }

  /// Columns for the receivers of `rows` in so much room.
  static ActorColumns of(List<Row> rows, int room) {
    Map<String, Row> weightiest = new LinkedHashMap<>();
    for (Row row : rows) {
      weightiest.merge(
          row.receiver(), row, (a, b) -> a.weight().compareTo(b.weight()) <= 0 ? a : b);
    }
    List<String> actors = new ArrayList<>(weightiest.keySet());
    ShortNames names = new ShortNames(actors);
    int most = Math.max(1, room / WIDTH_MEAN);
    if (actors.size() <= most) {
      return new ActorColumns(actors, false, names);
    }
    List<String> kept =
        weightiest.values().stream()
            .sorted(Comparator.comparing(Row::weight).thenComparing(Row::step))
            .limit(most - 1)
            .map(Row::receiver)
            .toList();
    actors.retainAll(kept);
    return new ActorColumns(actors, true, names);
  }

  List<String> titles() {
    List<String> titles = new ArrayList<>(actors.stream().map(names::of).toList());
    if (hasOthers) {
      titles.add(OTHERS);
    }
    return titles;
  }

  /// What the table calls actors.
  ShortNames names() {
    return names;
  }

  /// The column of a row.
  int of(Row row) {
    int column = actors.indexOf(row.receiver());
    return column < 0 ? actors.size() : column;
  }

  /// What a row says in its column.
  String cell(Row row) {
    String receiver = actors.contains(row.receiver()) ? "" : names.of(row.receiver()) + " ← ";
    return receiver + names.of(row.sender()) + ": " + row.text();
  }
}
