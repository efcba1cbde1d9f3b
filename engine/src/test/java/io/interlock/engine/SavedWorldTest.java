package io.interlock.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.image.ImageException;
import io.interlock.engine.image.Images;
import io.interlock.engine.image.Vocabulary;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SavedWorldTest {
  private final Troupe.Play play = Troupe.Play.standard();
  private final Vocabulary known = Vocabulary.of(play);

  @Property(tries = 200)
  void aWorldThatWasSavedGoesOnAsIfNothingHadHappened(
      @ForAll @IntRange(min = 0, max = 1_000_000) int seed,
      @ForAll @IntRange(min = 1, max = 5) int jugglers,
      @ForAll @IntRange(min = 1, max = 300) int step) {
    Images images = Simulation.images();
    try (Simulation whole = Troupe.start(Engines.shared(), seed, play, jugglers, 12)) {
      whole.run();
      Simulation world = Troupe.start(Engines.shared(), seed, play, jugglers, 12);
      for (long until = 0; until <= whole.now(); until += step) {
        world.run(until);
        byte[] image = world.save(images, known, "beside");
        world.close();
        world = Troupe.empty(Engines.shared(), seed);
        assertEquals("beside", world.load(images, known, image));
      }
      world.run();
      assertEquals(whole.digest(), world.digest());
      assertEquals(whole.events(), world.events());
      assertEquals(whole.now(), world.now());
      world.close();
    }
  }

  @Test
  void whatAkkaKeepsOfActorsIsRefused() {
    assertEquals(
        "a keeps its state to itself; allowed: stateful behaviours", refusal(Behaviors.empty()));
    assertEquals(
        "a watches another actor; allowed: messages", refusal(with(SavedWorldTest::watch)));
    assertEquals(
        "a/$a has no name of its own; allowed: spawn by name",
        refusal(with(sim -> sim.context().spawnAnonymous(idle()))));
    assertEquals(
        "a!timer has set a timer of Akka's; allowed: alarms",
        refusal(
            with(sim -> sim.context().scheduleOnce(Duration.ofSeconds(1), sim.self(), "tick"))));
  }

  private static void watch(Sim<String> sim) {
    sim.context().watchWith(sim.context().spawn(idle(), "b"), "gone");
  }

  private static Behavior<String> idle() {
    return with(_ -> {});
  }

  private static Behavior<String> with(Consumer<Sim<String>> start) {
    return StatefulBehavior.of(
        sim -> {
          start.accept(sim);
          return "state";
        },
        (_, state, _) -> state);
  }

  private static String refusal(Behavior<String> behavior) {
    try (Simulation world = Troupe.empty(Engines.shared(), 1)) {
      var _ = world.spawn(behavior, "a");
      ImageException refused =
          assertThrows(
              ImageException.class,
              () -> world.save(Simulation.images(), Vocabulary.EMPTY, "beside"));
      return String.valueOf(refused.getMessage());
    }
  }

  @Test
  void anImageThatIsCutOffIsRefused() {
    Images images = Simulation.images();
    try (Simulation world = Troupe.start(Engines.shared(), 1, play, 2, 9)) {
      world.run(50);
      byte[] image = world.save(images, known, "beside");
      for (int length : new int[] {0, 3, 4, 20, image.length / 2, image.length - 1}) {
        try (Simulation empty = Troupe.empty(Engines.shared(), 1)) {
          byte[] cut = Arrays.copyOf(image, length);
          assertThrows(ImageException.class, () -> empty.load(images, known, cut));
        }
      }
    }
  }
}
