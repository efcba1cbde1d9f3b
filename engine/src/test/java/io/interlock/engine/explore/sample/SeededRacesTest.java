package io.interlock.engine.explore.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.explore.model.MigrationModel;
import io.interlock.engine.explore.model.MigrationSetup;
import io.interlock.engine.explore.model.Race;
import io.interlock.engine.trace.Mix;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// How many executions strategies need for the seeded races; what the turns of the portfolio were
/// chosen by.
class SeededRacesTest {
  private static final int EXECUTIONS = 20_000;
  private static final int SEEDS = 25;

  @ParameterizedTest
  @EnumSource(value = Race.class, mode = Mode.EXCLUDE, names = "NONE")
  void thePortfolioFindsEveryRace(Race race) {
    for (int seed = 0; seed < 3; seed++) {
      assertTrue(executionsToFind("portfolio", race, seed) <= EXECUTIONS);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Race.class, mode = Mode.EXCLUDE, names = "NONE")
  @Tag("long")
  void thePortfolioFindsItWithEverySeedAndInAFewThousandExecutions(Race race) {
    long[] needed = executionsToFind("portfolio", race);
    assertTrue(needed[SEEDS - 1] <= EXECUTIONS, () -> Arrays.toString(needed));
    assertTrue(needed[SEEDS / 2] <= 2_000, () -> Arrays.toString(needed));
  }

  @Test
  @Tag("long")
  void itFindsNothingInTheCorrectProtocol() {
    assertEquals(List.of(), sample("portfolio", Race.NONE, 1).finds());
  }

  @ParameterizedTest
  @EnumSource(value = Race.class, mode = Mode.EXCLUDE, names = "NONE")
  @Tag("long")
  void tableOfMedians(Race race, TestReporter reporter) {
    StringBuilder row = new StringBuilder();
    for (String strategy :
        List.of(
            "random",
            "pct:2",
            "pct:3",
            "pct:5",
            "pct",
            "pos",
            "urw",
            "surw",
            "delay:2",
            "swarm",
            "feedback",
            "portfolio")) {
      long median = executionsToFind(strategy, race)[SEEDS / 2];
      row.append(" %s %s".formatted(strategy, median > EXECUTIONS ? ">" : "" + median));
    }
    reporter.publishEntry(race.name(), row.toString());
  }

  /// For each seed, in ascending order; more than [#EXECUTIONS] where it was missed.
  private static long[] executionsToFind(String strategy, Race race) {
    return IntStream.range(0, SEEDS)
        .mapToLong(seed -> executionsToFind(strategy, race, seed))
        .sorted()
        .toArray();
  }

  private static long executionsToFind(String strategy, Race race, int seed) {
    Sampled sampled = sample(strategy, race, seed);
    return sampled.finds().isEmpty() ? EXECUTIONS + 1 : sampled.executions();
  }

  private static Sampled sample(String strategy, Race race, int seed) {
    return Sampler.run(
        new Sampling(Rotation.parse(strategy), Mix.fold(7, seed), EXECUTIONS, 1_000, 0, 1, 0, true),
        () -> new MigrationModel(MigrationSetup.with(race)),
        () -> false,
        _ -> {});
  }
}
