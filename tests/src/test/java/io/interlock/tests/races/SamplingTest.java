package io.interlock.tests.races;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.Engine;
import io.interlock.engine.explore.sample.Rotation;
import io.interlock.tests.races.Searches.Needed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How soon searches find the seeded races.
class SamplingTest {
  private static final Engine ENGINE = new Engine(1);
  private static final Searches SEARCHES = new Searches(ENGINE);
  private static final int SEEDS = 25;

  private static final String[] STRATEGIES = {
    "random",
    "pct:2",
    "pct:3",
    "pct:5",
    "pos",
    "urw",
    "surw",
    "delay",
    "swarm",
    "feedback",
    Rotation.PORTFOLIO
  };

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @ParameterizedTest
  @EnumSource
  void thePortfolioFindsEveryRaceWithEverySeed(SeededRace race) {
    assertEquals(0, SEARCHES.needed(Rotation.PORTFOLIO, race, 5).misses());
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void thePortfolioFindsEveryRaceInAFewThousandExecutions(SeededRace race) {
    Needed needed = SEARCHES.needed(Rotation.PORTFOLIO, race, SEEDS);
    assertEquals(0, needed.misses(), needed::toString);
    assertTrue(needed.median() <= 2_000, needed::toString);
  }

  /// Prints what `docs/performance.md` says: median executions to find each race, and how many of
  /// the searches found nothing, if any.
  @Test
  @Tag("long")
  void table() {
    MarkdownTable table =
        new MarkdownTable(
            Stream.concat(Stream.of("race"), Stream.of(STRATEGIES)).toArray(String[]::new));
    for (SeededRace race : SeededRace.values()) {
      List<String> row = new ArrayList<>(List.of(race.name()));
      for (String strategy : STRATEGIES) {
        row.add(cell(SEARCHES.needed(strategy, race, SEEDS)));
      }
      table.row(row);
    }
    IO.println(table);
  }

  private static String cell(Needed needed) {
    String median = needed.median() > Searches.EXECUTIONS ? ">" : "%,d".formatted(needed.median());
    return needed.misses() == 0 ? median : "%s (%d)".formatted(median, needed.misses());
  }
}
