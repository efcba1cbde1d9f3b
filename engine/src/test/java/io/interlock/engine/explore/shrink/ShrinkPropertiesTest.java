package io.interlock.engine.explore.shrink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Replay;
import io.interlock.engine.explore.TinyWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Rules for any system: here for systems whose handlers are a function of a random seed.
class ShrinkPropertiesTest {
  private static final int STEPS_MAX = 1_000;

  @Property(tries = 60)
  void whatIsShrunkBreaksTheSamePropertyAndIsNotLonger(@ForAll long system, @ForAll long chance) {
    TinyWorld world = new TinyWorld(() -> new RandomSystem(system));
    Failures.Failure failure = found(world, chance);
    Shrunk shrunk = new Shrinker(world).shrink(failure.schedule(), failure.violation().property());
    assertEquals(failure.violation().property(), shrunk.violation().property());
    assertTrue(shrunk.replays() <= ShrinkBudget.DEFAULT.replaysMax());
    assertTrue(shrunk.listed() <= failure.schedule().size());

    Replay replay = new Replay(new TinyWorld(() -> new RandomSystem(system)));
    List<Decision> listed = shrunk.schedule().subList(0, shrunk.listed());
    Replay.Result lenient = replay.lenient(listed, shrunk.atEnd() ? STEPS_MAX : 0);
    assertEquals(shrunk.violation(), lenient.violation());
    assertEquals(0, lenient.skipped());
    assertEquals(shrunk.schedule(), replay.taken());
    Replay.Result strict = replay.strict(shrunk.schedule());
    assertEquals(shrunk.violation(), strict.violation());
  }

  @Property(tries = 40)
  void noSingleDeliveryCanBeSpared(@ForAll long system, @ForAll long chance) {
    TinyWorld world = new TinyWorld(() -> new RandomSystem(system));
    Failures.Failure failure = found(world, chance);
    String property = failure.violation().property();
    Shrunk shrunk = new Shrinker(world).shrink(failure.schedule(), property);
    Assume.that(shrunk.oneMinimal() && !shrunk.atEnd());
    Replay replay = new Replay(world);
    for (int i = 0; i < shrunk.listed(); i++) {
      List<Decision> rest = new ArrayList<>(shrunk.schedule());
      rest.remove(i);
      Replay.Result result = replay.lenient(rest, 0);
      assertTrue(
          result.violation() == null || !result.violation().property().equals(property),
          "without step " + i + ": " + result);
    }
  }

  @Property(tries = 40)
  void equalFailuresShrinkEqually(@ForAll long system, @ForAll long chance) {
    TinyWorld world = new TinyWorld(() -> new RandomSystem(system));
    Failures.Failure failure = found(world, chance);
    String property = failure.violation().property();
    TinyWorld fresh = new TinyWorld(() -> new RandomSystem(system));
    assertEquals(
        new Shrinker(world).shrink(failure.schedule(), property),
        new Shrinker(fresh).shrink(failure.schedule(), property));
  }

  /// The first failure; a system that does not fail soon is not tried.
  private static Failures.Failure found(TinyWorld world, long chance) {
    Failures.Failure failure = new Failures(world, chance).next(60);
    Assume.that(failure != null);
    return Objects.requireNonNull(failure);
  }
}
