package io.interlock.engine.explore.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.explain.Folding.Item;
import io.interlock.engine.explore.explain.Row.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RenderingTest {
  private static final Weight[] WEIGHTS = Weight.values();

  private static Row row(int step, String receiver, Weight weight) {
    return new Row(step, 0, "s", receiver, "m" + step, "", weight);
  }

  private static Explanation explanation(List<Row> rows) {
    return new Explanation(
        new Violation("p", "m"), rows.size() - 1, rows.size(), 0, rows, List.of());
  }

  @Test
  void whatMattersLeastIsFoldedFirst() {
    List<Row> rows = new ArrayList<>();
    for (int step = 0; step < 12; step++) {
      Weight weight = step == 8 ? Weight.ESSENTIAL : step == 2 ? Weight.EVENT : Weight.PLAIN;
      rows.add(row(step, step < 5 ? "a" : "b", weight));
    }
    assertEquals(
        """
        p broken at step 11: m
        step 11, s to b: m11
        the default order breaks it by itself
          step | a     | b
        ----------------------
           0-1 | … 2 to a
             2 | s: m2 |
           3-6 | … 2 to a, 2 to b
             7 |       | s: m7
        *    8 |       | s: m8
          9-11 | … 3 to b
        """,
        TextTable.of(explanation(rows), new Page(80, 6)));
  }

  @Property(tries = 200)
  void aFoldedExecutionIsCompleteAndFitsUnlessTheEssentialDoesNot(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int itemsMax) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    int size = random.nextInt(120);
    for (int step = 0; step < size; step++) {
      boolean plain = random.nextInt(4) > 0;
      Weight weight = plain ? Weight.PLAIN : WEIGHTS[random.nextInt(WEIGHTS.length)];
      rows.add(row(step, "r" + random.nextInt(5), weight));
    }
    List<Item> items = Folding.of(rows, itemsMax);
    List<Row> all = new ArrayList<>();
    for (Item item : items) {
      switch (item) {
        case Item.Shown(Row row) -> all.add(row);
        case Item.Folded(List<Row> folded) -> {
          assertTrue(folded.size() > 1);
          assertTrue(folded.stream().noneMatch(Row::isEssential));
          all.addAll(folded);
        }
      }
    }
    assertEquals(rows.stream().filter(row -> row.weight() != Weight.ROUTINE).toList(), all);
    long essential = rows.stream().filter(Row::isEssential).count();
    assertTrue(items.size() <= Math.max(itemsMax, 2 * essential + 1));
  }

  @Property(tries = 200)
  void noLineIsWiderThanThePage(
      @ForAll long seed, @ForAll @IntRange(min = 40, max = 160) int width) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int step = 0; step < 30; step++) {
      rows.add(
          new Row(
              step,
              random.nextInt(3) * 123_456_789L,
              "sender/" + "x".repeat(random.nextInt(60)),
              "receiver" + random.nextInt(12) + "y".repeat(random.nextInt(3) * 20),
              "w".repeat(random.nextInt(300)),
              "o o".repeat(random.nextInt(30)),
              WEIGHTS[random.nextInt(WEIGHTS.length)]));
    }
    List<Need> needs = List.of(new Need(rows.getFirst(), rows.getLast()));
    Explanation explanation =
        new Explanation(new Violation("p", "m".repeat(200)), 29, 9, 20, rows, needs);
    Page page = new Page(width, 40);
    String text = TextTable.of(explanation, page) + TextList.of(explanation, page);
    assertTrue(text.lines().allMatch(line -> line.length() <= width), text);
  }

  @Test
  void actorsForWhomThereIsNoRoomShareAColumn() {
    List<Row> rows = new ArrayList<>();
    for (int step = 0; step < 9; step++) {
      rows.add(row(step, "actor" + step, step > 6 ? Weight.ESSENTIAL : Weight.PLAIN));
    }
    List<String> lines = TextTable.of(explanation(rows), new Page(64, 40)).lines().toList();
    assertEquals("  step | others         | actor7 | actor8", order(lines.get(3)));
    assertTrue(lines.get(5).contains("actor0 ← s: m0"), lines.get(5));
  }

  /// The title of the last column, which holds all others, put first.
  private static String order(String titles) {
    return titles.replaceAll("(.*step) \\| (.*) \\| (others)$", "$1 | $3         | $2");
  }

  @Test
  void thePathThatAllActorsShareIsNotRepeated() {
    List<Row> rows =
        List.of(
            new Row(0, 0, "host/vm-a/vcpu0", "host/pe0", "run", "", Weight.PLAIN),
            new Row(1, 0, "host/pe0!SLICE", "host", "over", "", Weight.PLAIN),
            new Row(2, 0, "host", "host/vm-a/vcpu0", "stop", "", Weight.ESSENTIAL));
    assertEquals(
        """
        p broken at step 2: m
        step 2, host to host/vm-a/vcpu0: stop
        the default order breaks it by itself
          step | pe0             | host            | vm-a/vcpu0
        -------------------------------------------------------
             0 | vm-a/vcpu0: run |                 |
             1 |                 | pe0!SLICE: over |
        !    2 |                 |                 | host: stop
        """,
        TextTable.of(explanation(rows), Page.SCREEN));
  }

  @Test
  void plainWordsNameActorsByTheirPathsAndAreShort() {
    record Load(String who, int on) {}
    assertEquals(
        "Load[host/pe0, 3]",
        Narrator.PLAIN.words("", "", new Load("Actor[akka://engine-1/user/host/pe0#-1234]", 3)));
    assertEquals(80, Narrator.PLAIN.words("", "", "x".repeat(10_000)).length());
  }

  /// The four statements that a diagram is made of. Text goes to the end of the line; in it `;`
  /// would end the statement, and `#` begins the number of a character.
  private static final Pattern MERMAID =
      Pattern.compile(
          "sequenceDiagram|  (participant a\\d+ as|a\\d+->>a\\d+:|Note over a\\d+(,a\\d+)?:)"
              + " ([^#;<]|#\\w+;)+");

  @Property(tries = 200)
  void everyDiagramIsMadeOfStatementsThatMermaidKnows(
      @ForAll long seed, @ForAll String words, @ForAll @IntRange(min = 1, max = 40) int rowsMax) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int step = 0; step < 20; step++) {
      rows.add(
          new Row(
              step,
              0,
              "s" + random.nextInt(4),
              "r;#" + random.nextInt(4),
              "w " + words,
              words,
              WEIGHTS[random.nextInt(WEIGHTS.length)]));
    }
    List<Need> needs = List.of(new Need(rows.getFirst(), rows.getLast()));
    String diagram =
        MermaidDiagram.of(
            new Explanation(new Violation("p", words), 19, 9, 11, rows, needs), rowsMax);
    diagram.lines().forEach(line -> assertTrue(MERMAID.matcher(line).matches(), line));
    diagram
        .lines()
        .filter(line -> line.contains("->>"))
        .flatMap(line -> Pattern.compile("a\\d+").matcher(line.split(":", 2)[0]).results())
        .forEach(
            actor ->
                assertTrue(diagram.contains("participant " + actor.group() + " as "), diagram));
  }

  @Test
  void whatMeansSomethingToMermaidIsEscaped() {
    Row odd = new Row(0, 0, "a;b", "c#d", "x; <b> #1", "", Weight.PLAIN);
    String diagram = MermaidDiagram.of(explanation(List.of(odd)), 10);
    assertTrue(diagram.contains("participant a0 as a#59;b\n"), diagram);
    assertTrue(diagram.contains("a0->>a1: !0 x#59; #lt;b> #35;1\n"), diagram);
  }

  @Test
  void aPageMustHaveRoom() {
    Exception refused = assertThrows(IllegalArgumentException.class, () -> new Page(39, 10));
    assertEquals("page of 39 x 10; allowed: 40 or more wide, 1 or more rows", refused.getMessage());
  }

  @Test
  void timesAreExactInTheLargestUnitThatFits() {
    assertEquals("0 ps", Times.text(0));
    assertEquals("999 ps", Times.text(999));
    assertEquals("1.001 us", Times.text(1_001_000));
    assertEquals("1234.5 s", Times.text(1_234_500_000_000_000L));
  }
}
