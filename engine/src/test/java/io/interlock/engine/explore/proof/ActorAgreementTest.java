package io.interlock.engine.explore.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.engine.Engine;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.model.Table;
import io.interlock.engine.explore.model.Table.Features;
import io.interlock.engine.explore.model.TableActors;
import io.interlock.engine.explore.model.TableWorld;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// All searches find the same in real actors that do what small systems drawn by chance say, and
/// the same as in the plain model of those systems.
class ActorAgreementTest {
  private static final int BRUTE_STEPS_MAX = 1_000;
  private static final Engine ENGINE = new Engine(1);

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  static Stream<Features> lasting() {
    return Features.all().filter(f -> !f.timers() && !f.looks() && !f.stops());
  }

  static Stream<Features> stopping() {
    return Features.all().filter(f -> !f.timers() && !f.looks() && f.stops());
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void everySearchOfActorsFindsWhatBruteForceFinds(Features features) {
    compare(features, 6);
  }

  /// What was saved before an actor stopped is void, so searches run up to their states again.
  @ParameterizedTest
  @MethodSource("stopping")
  void searchesComeBackFromWhereActorsHaveStopped(Features features) {
    compare(features, 4);
  }

  private static void compare(Features features, int systems) {
    int compared = 0;
    for (long seed = 0; compared < systems; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Table table =
          Table.draw(
              seed, random.nextInt(1, 4), random.nextInt(2, 4), random.nextInt(2, 4), features);
      BruteForce model = new BruteForce(new TableWorld(table), BRUTE_STEPS_MAX);
      if (!model.gaveUp() && TableActors.canPlay(table)) {
        compared++;
        compare(table, model, "seed " + seed + " of " + features);
      }
    }
  }

  private static void compare(Table table, BruteForce model, String system) {
    Supplier<World> worlds = () -> ENGINE.world(TableActors.scene(table));
    try (World world = worlds.get()) {
      boolean stops = table.features().stops();
      BruteForce all = new BruteForce(world, BRUTE_STEPS_MAX, !stops);
      assertEquals(model.broken(), all.broken(), system);
      if (!stops) { // actors leave no state behind, and their stops meet at their parent
        assertEquals(model.states().size(), all.states().size(), system);
        assertEquals(model.ends().size(), all.ends().size(), system);
        assertEquals(model.classes(), all.classes(), system);
      }
      Agreement agreement = Agreement.with(all, system);
      agreement.ofDpor(worlds, false);
      agreement.ofDpor(worlds, true);
      agreement.ofStateful(worlds);
    }
  }
}
