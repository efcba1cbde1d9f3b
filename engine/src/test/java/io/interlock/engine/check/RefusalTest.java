package io.interlock.engine.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.Engine;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.explore.UnsaveableException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// `stateful` needs to save and to tell apart the states of all actors. It says which one stands
/// against it, in one line; `dpor` then searches all the same.
class RefusalTest {
  private static final Engine ENGINE = new Engine(1);

  private static final String INSIDE =
      "stateful cannot save other, whose state is not a StatefulBehavior's but inside Akka or the"
          + " behaviour itself (stash, timers, supervision); dpor needs no saving";

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private static Behavior<String> counting() {
    return StatefulBehavior.of(_ -> 0, (_, count, _) -> count + 1);
  }

  /// Somebody else's actor beside one that can be saved.
  private static Consumer<Setup> beside(Behavior<String> other) {
    return setup -> {
      setup.tell("a", setup.spawn(counting(), "own"), "x");
      setup.tell("b", setup.spawn(other, "other"), "y");
      setup.tell("c", setup.spawn(counting(), "another"), "z");
    };
  }

  private static String refusal(Behavior<String> other) {
    Explorer stateful =
        new Explorer(ENGINE, ExplorerOptions.DEFAULT.with("stateful"), "refusal", _ -> {});
    UnsaveableException refused =
        assertThrows(UnsaveableException.class, () -> stateful.explore(beside(other)));
    Explored proof = stateful.with("dpor").explore(beside(other));
    assertTrue(proof.exhausted(), proof.summary());
    assertNull(proof.broken());
    return String.valueOf(refused.getMessage());
  }

  @Test
  void anOrdinaryBehaviour() {
    assertEquals(INSIDE, refusal(Behaviors.ignore()));
  }

  @Test
  void aStash() {
    assertEquals(
        INSIDE,
        refusal(
            Behaviors.withStash(
                3,
                stash ->
                    Behaviors.receiveMessage(
                        message -> {
                          stash.stash(message);
                          return Behaviors.same();
                        }))));
  }

  @Test
  void timers() {
    assertEquals(
        INSIDE,
        refusal(
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer("late", Duration.ofSeconds(1));
                  return Behaviors.receiveMessage(_ -> Behaviors.same());
                })));
  }

  @Test
  void supervision() {
    assertEquals(
        INSIDE,
        refusal(
            Behaviors.supervise(
                    Behaviors.<String>receiveMessage(
                        message -> {
                          throw new IllegalStateException(message);
                        }))
                .onFailure(SupervisorStrategy.restart().withLimit(1, Duration.ofSeconds(1)))));
  }

  @Test
  void aTimerOfAkkasThatWaitsBesideAState() {
    String line =
        refusal(
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer("late", Duration.ofSeconds(1));
                  return counting();
                }));
    assertTrue(line.startsWith("stateful cannot save other!timer,"), line);
  }

  @Test
  void aTimerOfAkkasThatIsSetDuringTheSearch() {
    Behavior<String> late =
        Behaviors.withTimers(
            timers ->
                StatefulBehavior.of(
                    _ -> 0,
                    (_, count, message) -> {
                      if (message.equals("y")) {
                        timers.startSingleTimer("late", Duration.ofSeconds(1));
                      }
                      return count + 1;
                    }));
    assertEquals(INSIDE, refusal(late));
  }

  @Test
  void anOrdinaryChildThatComesDuringTheSearch() {
    Behavior<String> parent =
        StatefulBehavior.of(
            _ -> 0,
            (sim, count, _) -> {
              sim.context().spawn(Behaviors.ignore(), "child");
              return count + 1;
            });
    assertEquals(INSIDE.replace("other", "other/child"), refusal(parent));
  }

  /// Nothing is wrong with it, but that no state can be gone back to.
  @Test
  void aChildThatComesDuringTheSearchIsNone() {
    Behavior<String> parent =
        StatefulBehavior.of(
            _ -> 0,
            (sim, count, _) -> {
              sim.context().spawn(counting(), "child" + count);
              return count + 1;
            });
    for (String proof : List.of("stateful", "dpor")) {
      Explorer explorer =
          new Explorer(ENGINE, ExplorerOptions.DEFAULT.with(proof), "child", _ -> {});
      assertTrue(explorer.check(beside(parent)).exhausted(), proof);
    }
  }

  private record Dice(Random random) {}

  @Test
  void aStateWithoutAHash() {
    assertEquals(
        "stateful cannot tell states apart: other holds a java.util.Random, which has no stable"
            + " hash; dpor need not",
        refusal(StatefulBehavior.of(_ -> new Dice(new Random(1)), (_, state, _) -> state)));
  }
}
