package io.interlock.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ActorWorldTest {
  private static final Engine ENGINE = new Engine(1);

  private record Add(int digit) {}

  private enum Key {
    FIRST,
    SECOND
  }

  /// Reads what it hears as digits.
  private record Digits(int value) {}

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private static Behavior<Add> number() {
    return StatefulBehavior.of(
        _ -> new Digits(0), (_, state, add) -> new Digits(10 * state.value() + add.digit()));
  }

  private static Scene twoSources() {
    return Scene.of(
        "two",
        opening -> {
          ActorRef<Add> number = opening.spawn(number(), "number");
          opening.tell("a", number, new Add(1));
          opening.tell("a", number, new Add(2));
          opening.tell("b", number, new Add(3));
        });
  }

  private static String channel(World world, int index) {
    int channel = world.enabled(index);
    return world.channels().sender(channel) + ">" + world.channels().receiverName(channel);
  }

  private static void runToEnd(World world) {
    while (world.enabledCount() > 0) {
      world.step(world.enabled(0), Choices.FIRST);
    }
  }

  @Test
  void everySourceIsAChannelOfItsOwnAndKeepsItsOrder() {
    try (World world = ENGINE.world(twoSources())) {
      assertEquals(2, world.enabledCount());
      assertEquals("a>number", channel(world, 0));
      assertEquals("b>number", channel(world, 1));
      assertEquals(new Add(1), world.head(world.enabled(0)));
      world.step(world.enabled(1), Choices.FIRST);
      assertEquals(1, world.enabledCount());
      world.step(world.enabled(0), Choices.FIRST);
      assertEquals(new Add(2), world.head(world.enabled(0)));
    }
  }

  @Test
  void aSavedStateCanBeGoneBackToAndLeadsToTheSameSteps() {
    try (World world = ENGINE.world(twoSources())) {
      World.Saved beginning = world.save();
      long hash = world.hash();
      List<Long> once = stepHashes(world);
      long end = world.hash();
      world.load(beginning);
      assertEquals(hash, world.hash());
      assertEquals(0, world.steps());
      assertEquals(once, stepHashes(world));
      assertEquals(end, world.hash());
      world.restart();
      world.step(world.enabled(1), Choices.FIRST);
      runToEnd(world);
      assertNotEquals(end, world.hash(), "312 is not 123");
    }
  }

  private static List<Long> stepHashes(World world) {
    List<Long> hashes = new ArrayList<>();
    while (world.enabledCount() > 0) {
      world.step(world.enabled(0), Choices.FIRST);
      hashes.add(world.stepHash());
    }
    return hashes;
  }

  @Test
  void equalScenesHaveEqualHashesInOtherWorldsAndWhenOpenedAnew() {
    Scene plain =
        Scene.of(
            "plain",
            opening -> {
              ActorRef<String> echo =
                  opening.spawn(
                      Behaviors.<String>receive(
                          (context, text) -> {
                            if (text.length() < 4) {
                              context.getSelf().tell(text + text);
                            }
                            return Behaviors.same();
                          }),
                      "echo");
              opening.tell(echo, "x");
            });
    try (World one = ENGINE.world(plain);
        World other = ENGINE.world(plain)) {
      assertEquals("echo", one.unsaveable());
      List<Long> first = stepHashes(one);
      assertEquals(3, first.size());
      assertEquals(first, stepHashes(other));
      one.restart();
      assertEquals(first, stepHashes(one));
    }
  }

  @Test
  void theAlarmsOfOneActorRingInTheOrderOfTheirTimes() {
    Scene alarms =
        Scene.of(
            "alarms",
            opening -> {
              Behavior<Add> sleeper =
                  StatefulBehavior.of(
                      sim -> {
                        sim.arm(Key.SECOND, 20, new Add(2));
                        sim.arm(Key.FIRST, 10, new Add(1));
                        return new Digits(0);
                      },
                      (sim, state, add) -> {
                        assertEquals(10L * add.digit(), sim.now());
                        return new Digits(10 * state.value() + add.digit());
                      });
              opening.spawn(sleeper, "one");
              opening.spawn(sleeper, "other");
            });
    try (World world = ENGINE.world(alarms)) {
      assertEquals(2, world.enabledCount());
      assertEquals("one!FIRST>one", channel(world, 0));
      assertEquals("other!FIRST>other", channel(world, 1));
      World.Saved beginning = world.save();
      world.step(world.enabled(0), Choices.FIRST);
      assertEquals("other!FIRST>other", channel(world, 0));
      assertEquals("one!SECOND>one", channel(world, 1));
      world.step(world.enabled(1), Choices.FIRST);
      assertNull(world.violation());
      world.load(beginning);
      assertEquals("one!FIRST>one", channel(world, 0));
      runToEnd(world);
      assertEquals(4, world.steps());
    }
  }

  @Test
  void timersOfAkkaAreSendersOfTheirOwn() {
    Scene timers =
        Scene.of(
            "timers",
            opening -> {
              ActorRef<Add> patient =
                  opening.spawn(
                      Behaviors.<Add>withTimers(
                          clock -> {
                            clock.startSingleTimer(new Add(7), Duration.ofSeconds(1));
                            return Behaviors.receiveMessage(_ -> Behaviors.stopped());
                          }),
                      "patient");
              opening.tell(patient, new Add(1));
            });
    try (World world = ENGINE.world(timers)) {
      assertEquals("outside>patient", channel(world, 0));
      assertEquals("patient!timer>patient", channel(world, 1));
      assertNotNull(world.unsaveable());
      world.step(world.enabled(1), Choices.FIRST);
      assertEquals(0, world.enabledCount(), "what was on its way to it went with it");
      world.restart();
      assertEquals(2, world.enabledCount());
    }
  }

  @Test
  void whatAnActorChoosesIsAsked() {
    Behavior<Add> undecided =
        StatefulBehavior.of(
            _ -> new Digits(0), (sim, _, _) -> new Digits(10 * sim.choose(3) + sim.choose(2)));
    Scene scene =
        Scene.of("choices", opening -> opening.tell(opening.spawn(undecided, "who"), new Add(0)));
    Monitor seen =
        Monitor.always(
            "seen", states -> states.of("who") instanceof Digits(int n) && n == 21 ? "21" : null);
    try (World world = ENGINE.world(scene.holding(() -> List.of(seen)))) {
      List<Integer> asked = new ArrayList<>();
      world.step(
          world.enabled(0),
          alternatives -> {
            asked.add(alternatives);
            return alternatives - 1;
          });
      assertEquals(List.of(3, 2), asked);
      assertNotNull(world.violation());
      world.restart();
      world.step(world.enabled(0), Choices.FIRST);
      assertNull(world.violation());
    }
  }

  @Test
  void anActorThatThrowsBreaksTheExecutionAndNotTheSearch() {
    Behavior<Add> fragile =
        StatefulBehavior.of(
            _ -> new Digits(0),
            (_, state, add) -> {
              if (state.value() + add.digit() == 3) {
                throw new IllegalStateException("three");
              }
              return new Digits(state.value() + add.digit());
            });
    Scene scene =
        Scene.of(
            "fragile",
            opening -> {
              ActorRef<Add> actor = opening.spawn(fragile, "fragile");
              opening.tell("a", actor, new Add(3));
              opening.tell("b", actor, new Add(1));
            });
    Monitor four =
        Monitor.always("four", states -> new Digits(4).equals(states.of("fragile")) ? "" : null);
    try (World world = ENGINE.world(scene.holding(() -> List.of(four)))) {
      world.step(world.enabled(0), Choices.FIRST);
      assertEquals("failure", present(world.violation()).property());
      world.restart();
      world.step(world.enabled(1), Choices.FIRST);
      world.step(world.enabled(0), Choices.FIRST);
      assertEquals("four", present(world.violation()).property());
    }
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new AssertionError("nothing there");
    }
    return value;
  }

  @Test
  void whatAnActorStatesToBeBrokenIsBrokenInThatStepAlone() {
    var odd = new Violation("even", "an odd digit");
    Behavior<Add> judge =
        StatefulBehavior.of(
            _ -> new Digits(0),
            (sim, state, add) -> {
              if (add.digit() % 2 == 1) {
                sim.state(odd);
              }
              return state;
            });
    Scene scene =
        Scene.of(
            "judge",
            opening -> {
              ActorRef<Add> judged = opening.spawn(judge, "judge");
              opening.tell("a", judged, new Add(3));
              opening.tell("a", judged, new Add(4));
            });
    try (World world = ENGINE.world(scene)) {
      world.step(world.enabled(0), Choices.FIRST);
      assertEquals(odd, world.violation());
      world.step(world.enabled(0), Choices.FIRST);
      assertNull(world.violation());
    }
  }

  @Test
  void stepsTakenExclusivelyAreTheSameSteps() {
    try (World world = ENGINE.world(twoSources())) {
      List<Long> oneByOne = stepHashes(world);
      world.restart();
      assertEquals(oneByOne, world.exclusively(() -> stepHashes(world)));
    }
  }
}
