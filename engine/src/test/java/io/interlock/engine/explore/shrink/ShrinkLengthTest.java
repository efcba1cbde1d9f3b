package io.interlock.engine.explore.shrink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.explore.World;
import io.interlock.engine.explore.model.MigrationModel;
import io.interlock.engine.explore.model.MigrationSetup;
import io.interlock.engine.explore.model.Race;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Failures of the seeded races, shrunk, against the shortest that a search by breadth finds.
class ShrinkLengthTest {
  private static final double WORST = 1.2;
  private static final int EXECUTIONS_MAX = 3_000_000;

  @ParameterizedTest
  @EnumSource(names = {"B1", "B2", "B3", "B6"})
  void aHandfulOfFailuresShrinksToTheShortest(Race race) {
    measure(new MigrationSetup(2, 2, 1, 1, 6, race), 4);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void failuresShrinkToTheShortest(Race race) {
    measure(MigrationSetup.with(race), 15);
  }

  @ParameterizedTest
  @EnumSource(names = {"B1", "B2", "B3", "B6"})
  void aHandfulOfFailuresDepartsAsLateAsCanBe(Race race) {
    departLate(new MigrationSetup(2, 2, 1, 1, 6, race), 4, 0);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void failuresDepartAsLateAsCanBe(Race race) {
    departLate(MigrationSetup.with(race), 15, 1);
  }

  /// The worst is not held to a bound: where the default order comes by the same mistake again and
  /// again, a failure is sometimes left at an earlier round.
  ///
  /// @param excessMax of the median, in deliveries
  private static void departLate(MigrationSetup setup, int failures, int excessMax) {
    World world = new MigrationModel(setup);
    Map<String, Integer> optimum = Optimum.afterDeparture(world);
    Failures source = new Failures(world, 42);
    Shrinker shrinker = new Shrinker(world, ShrinkAim.LATEST_DEPARTURE);
    List<Integer> excesses = new ArrayList<>();
    for (int i = 0; i < failures; i++) {
      Failures.Failure failure = Objects.requireNonNull(source.next(EXECUTIONS_MAX));
      String property = failure.violation().property();
      Shrunk shrunk = shrinker.shrink(failure.schedule(), property);
      assertEquals(property, shrunk.violation().property());
      assertTrue(shrunk.replays() <= ShrinkBudget.DEFAULT.replaysMax());
      int fewest = Objects.requireNonNull(optimum.get(property));
      excesses.add(shrunk.length().afterDeparture() - fewest);
    }
    Collections.sort(excesses);
    assertTrue(excesses.getFirst() >= 0, "fewer than there can be: " + excesses);
    assertTrue(excesses.get(failures / 2) <= excessMax, "median of " + excesses);
  }

  private static void measure(MigrationSetup setup, int failures) {
    World world = new MigrationModel(setup);
    Map<String, Integer> optimum = Optimum.of(world);
    Failures source = new Failures(world, 42);
    Shrinker shrinker = new Shrinker(world, ShrinkAim.FEWEST_DELIVERIES);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < failures; i++) {
      Failures.Failure failure = Objects.requireNonNull(source.next(EXECUTIONS_MAX));
      String property = failure.violation().property();
      Shrunk shrunk = shrinker.shrink(failure.schedule(), property);
      assertEquals(property, shrunk.violation().property());
      assertTrue(shrunk.replays() <= ShrinkBudget.DEFAULT.replaysMax());
      int shortest = Objects.requireNonNull(optimum.get(property));
      ratios.add((double) shrunk.length().deliveries() / shortest);
    }
    Collections.sort(ratios);
    assertEquals(1.0, ratios.get(failures / 2), "median of " + ratios);
    // B6 fails in two ways, of which one is much longer at its shortest.
    int worst = setup.race() == Race.B6 ? failures - 2 : failures - 1;
    assertTrue(ratios.get(worst) <= WORST, "worst of " + ratios);
  }
}
