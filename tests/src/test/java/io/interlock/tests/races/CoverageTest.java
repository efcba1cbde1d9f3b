package io.interlock.tests.races;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.Engine;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.sample.Rotation;
import io.interlock.tests.migration.Migration;
import io.interlock.tests.migration.Migration.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How soon searches have been where many executions without feedback lead. Coverage is what a
/// search reports: pairs of deliveries that follow each other at one actor.
class CoverageTest {
  private static final Engine ENGINE = new Engine(1);
  private static final Searches SEARCHES = new Searches(ENGINE);
  private static final long BLIND_EXECUTIONS = 100_000;
  private static final long EXECUTIONS_MAX = 1 << 13;
  private static final int SEEDS = 9;

  /// The portfolio with another strategy in feedback's turn.
  private static final String BLIND =
      "swarm,pct,swarm,swarm,swarm,pct,swarm,surw,swarm,pct,swarm,pos";

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @Test
  void feedbackCoversASmallProtocolAsSoonAsBlindSamplingDoes() {
    Scene scene = Migration.correct(Size.forRaces());
    long blind = coverage(BLIND, scene, 1, 2_000);
    assertTrue(coverage("feedback", scene, 1, 1_000) >= blind);
  }

  /// Prints what `docs/performance.md` says: executions until the coverage of 100,000 blind ones is
  /// reached, medians over seeds.
  @Test
  @Tag("long")
  void table() {
    Map<String, Scene> scenes = new LinkedHashMap<>();
    scenes.put("migration, 2 on 2", Migration.correct(Size.forRaces()));
    scenes.put("migration, 5 on 4", Migration.correct(new Size(5, 4, 6, 3, 3)));
    scenes.put("FP", SeededRace.FP.clean());
    scenes.put("LR", SeededRace.LR.clean());
    scenes.put("SGI", SeededRace.SGI.clean());
    scenes.put("WFI", SeededRace.WFI.clean());
    List<String> strategies = List.of("random", BLIND, "feedback", Rotation.PORTFOLIO);
    var table = new MarkdownTable("system", "coverage", "random", "blind", "feedback", "portfolio");
    scenes.forEach(
        (name, scene) -> {
          long goal = coverage(BLIND, scene, 0, BLIND_EXECUTIONS);
          List<String> row = new ArrayList<>(List.of(name, "" + goal));
          strategies.forEach(strategy -> row.add(medianToReach(goal, strategy, scene)));
          table.row(row);
        });
    IO.println(table);
  }

  private static String medianToReach(long goal, String strategy, Scene scene) {
    long median =
        LongStream.rangeClosed(1, SEEDS)
            .map(seed -> executionsToReach(goal, strategy, scene, seed))
            .sorted()
            .skip(SEEDS / 2)
            .findFirst()
            .orElseThrow();
    return median > EXECUTIONS_MAX ? ">" : "%,d".formatted(median);
  }

  /// A longer search begins like a shorter one, so the first that suffices is found by halving.
  private static long executionsToReach(long goal, String strategy, Scene scene, long seed) {
    long enough = 1;
    while (enough <= EXECUTIONS_MAX && coverage(strategy, scene, seed, enough) < goal) {
      enough *= 2;
    }
    if (enough > EXECUTIONS_MAX) {
      return enough;
    }
    long tooFew = enough / 2;
    while (enough - tooFew > 1) {
      long middle = (tooFew + enough) / 2;
      if (coverage(strategy, scene, seed, middle) < goal) {
        tooFew = middle;
      } else {
        enough = middle;
      }
    }
    return enough;
  }

  private static long coverage(String strategy, Scene scene, long seed, long executions) {
    return SEARCHES.all(strategy, scene, seed, executions, 1).coverage();
  }
}
