package io.interlock.engine.explore.shrink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Replay;
import io.interlock.engine.explore.TinyWorld;
import io.interlock.engine.explore.Violation;
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
  void whatIsShrunkBreaksTheSamePropertyAndReplays(
      @ForAll long system, @ForAll long chance, @ForAll ShrinkAim aim) {
    TinyWorld world = new TinyWorld(() -> new RandomSystem(system));
    Failures.Failure failure = found(world, chance);
    Shrunk shrunk =
        new Shrinker(world, aim).shrink(failure.schedule(), failure.violation().property());
    assertEquals(failure.violation().property(), shrunk.violation().property());
    assertTrue(shrunk.replays() <= ShrinkBudget.DEFAULT.replaysMax());
    if (aim == ShrinkAim.FEWEST_DELIVERIES) {
      assertTrue(shrunk.listed() <= failure.schedule().size());
    }

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
    Shrunk shrunk =
        new Shrinker(world, ShrinkAim.FEWEST_DELIVERIES).shrink(failure.schedule(), property);
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

  @Property(tries = 60)
  void theDepartureIsNoEarlierInEffectThanThatOfWhatWasFound(
      @ForAll long system, @ForAll long chance) {
    TinyWorld world = new TinyWorld(() -> new RandomSystem(system));
    Failures.Failure failure = found(world, chance);
    Shrunk shrunk =
        new Shrinker(world, ShrinkAim.LATEST_DEPARTURE)
            .shrink(failure.schedule(), failure.violation().property());
    TinyWorld other = new TinyWorld(() -> new RandomSystem(system));
    assertEquals(
        afterDeparture(other, shrunk.schedule().subList(0, shrunk.listed())),
        shrunk.length().afterDeparture());
    int before = afterDeparture(other, failure.schedule());
    assertTrue(shrunk.length().afterDeparture() <= before, shrunk.length() + " from " + before);
  }

  @Property(tries = 40)
  void afterTheDepartureNoSingleDeliveryCanBeSpared(@ForAll long system, @ForAll long chance) {
    TinyWorld world = new TinyWorld(() -> new RandomSystem(system));
    Failures.Failure failure = found(world, chance);
    String property = failure.violation().property();
    Shrunk shrunk =
        new Shrinker(world, ShrinkAim.LATEST_DEPARTURE).shrink(failure.schedule(), property);
    Assume.that(shrunk.oneMinimal() && !shrunk.atEnd());
    int after = shrunk.length().afterDeparture();
    Replay replay = new Replay(world);
    for (int i = shrunk.listed() - after; i < shrunk.listed(); i++) {
      List<Decision> rest = new ArrayList<>(shrunk.schedule());
      rest.remove(i);
      Replay.Result result = replay.lenient(rest, 0);
      Violation broken = result.violation();
      boolean breaks = broken != null && broken.property().equals(property);
      List<Decision> taken = List.copyOf(replay.taken());
      assertTrue(
          !breaks || result.quiescent() || afterDeparture(world, taken) >= after,
          "without step " + i + ": " + result);
    }
  }

  /// Counted with no help from the shrinker: all from the first step on that is not the default.
  private static int afterDeparture(TinyWorld world, List<Decision> schedule) {
    world.restart();
    for (int i = 0; i < schedule.size(); i++) {
      Decision decision = schedule.get(i);
      int channel = world.find(decision.sender(), decision.receiver());
      boolean chose = decision.choices().stream().anyMatch(choice -> choice != 0);
      if (chose || channel != world.enabled(0)) {
        return schedule.size() - i;
      }
      world.step(channel, Choices.FIRST);
    }
    return 0;
  }

  @Property(tries = 40)
  void equalFailuresShrinkEqually(@ForAll long system, @ForAll long chance, @ForAll ShrinkAim aim) {
    TinyWorld world = new TinyWorld(() -> new RandomSystem(system));
    Failures.Failure failure = found(world, chance);
    String property = failure.violation().property();
    TinyWorld fresh = new TinyWorld(() -> new RandomSystem(system));
    assertEquals(
        new Shrinker(world, aim).shrink(failure.schedule(), property),
        new Shrinker(fresh, aim).shrink(failure.schedule(), property));
  }

  /// The first failure; a system that does not fail soon is not tried.
  private static Failures.Failure found(TinyWorld world, long chance) {
    Failures.Failure failure = new Failures(world, chance).next(60);
    Assume.that(failure != null);
    return Objects.requireNonNull(failure);
  }
}
