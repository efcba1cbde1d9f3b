package io.interlock.tests.races;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.Engine;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.sample.Find;
import io.interlock.engine.explore.shrink.ShrinkAim;
import io.interlock.engine.explore.shrink.ShrinkBudget;
import io.interlock.engine.explore.shrink.Shrinker;
import io.interlock.engine.explore.shrink.Shrunk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the portfolio finds, shrunk, against the shortest that a search by breadth finds.
class ShrinkingTest {
  private static final Engine ENGINE = new Engine(1);
  private static final int FAILURES = 15;
  private static final double WORST = 1.2;

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  /// One failure before and after.
  ///
  /// @param found deliveries that it took
  /// @param shrunk deliveries that are listed
  /// @param optimum deliveries that the shortest schedule lists which breaks the same property
  private record Case(int found, int shrunk, int optimum, int replays) {
    double ratio() {
      return (double) shrunk / optimum;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"B1", "B2", "LR", "WFI"})
  void aHandfulOfFailuresShrinksToTheShortest(SeededRace race) {
    check(cases(race, 3));
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void failuresShrinkToTheShortest(SeededRace race) {
    check(cases(race, FAILURES));
  }

  private static void check(List<Case> cases) {
    assertEquals(1.0, median(cases, Case::ratio), cases::toString);
    assertTrue(worst(cases, Case::ratio) <= WORST, cases::toString);
    assertTrue(worst(cases, Case::replays) <= ShrinkBudget.DEFAULT.replaysMax());
  }

  /// Prints what `docs/performance.md` says.
  @Test
  @Tag("long")
  void table() {
    MarkdownTable table =
        new MarkdownTable("race", "found", "shrunk", "optimum", "ratio, worst", "replays, worst");
    for (SeededRace race : SeededRace.values()) {
      List<Case> cases = cases(race, FAILURES);
      table.row(
          List.of(
              race.name(),
              "%.0f".formatted(median(cases, Case::found)),
              "%.0f".formatted(median(cases, Case::shrunk)),
              "%.0f".formatted(median(cases, Case::optimum)),
              "%.2f, %.2f".formatted(median(cases, Case::ratio), worst(cases, Case::ratio)),
              "%.0f, %.0f".formatted(median(cases, Case::replays), worst(cases, Case::replays))));
    }
    IO.println(table);
  }

  private static List<Case> cases(SeededRace race, int failures) {
    Searches searches = new Searches(ENGINE);
    Map<String, Integer> optima = new HashMap<>();
    List<Case> cases = new ArrayList<>();
    try (World world = ENGINE.world(race.broken())) {
      for (int seed = 0; seed < failures; seed++) {
        Find find = searches.find(race, seed);
        String property = find.violation().property();
        Shrunk shrunk =
            new Shrinker(world, ShrinkAim.FEWEST_DELIVERIES).shrink(find.schedule(), property);
        assertEquals(property, shrunk.violation().property());
        int optimum =
            optima.computeIfAbsent(
                property,
                _ ->
                    shrunk.atEnd()
                        ? Optimum.ofEnd(world, property)
                        : Optimum.ofStep(world, property));
        int found = find.schedule().size();
        cases.add(new Case(found, shrunk.length().deliveries(), optimum, shrunk.replays()));
      }
    }
    return cases;
  }

  private static double median(List<Case> cases, ToDoubleFunction<Case> what) {
    return cases.stream()
        .mapToDouble(what)
        .sorted()
        .skip(cases.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private static double worst(List<Case> cases, ToDoubleFunction<Case> what) {
    return cases.stream().mapToDouble(what).max().orElseThrow();
  }
}
