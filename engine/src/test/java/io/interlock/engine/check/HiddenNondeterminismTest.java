package io.interlock.engine.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.Engine;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.explore.sample.Nondeterminism;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What no schedule holds, such as a clock, is noticed in every run, and nothing else is.
class HiddenNondeterminismTest {
  private static final Engine ENGINE = new Engine(1);
  private static final int RUNS = 10;

  /// What an actor depends on besides its messages.
  private enum Leak {
    /// Tells the time of day.
    CLOCK,
    /// Stays silent now and then.
    COIN,
    /// Goes through objects without a hash code of their own.
    HASH_ORDER,
    /// Has somebody else tell.
    FOREIGN_THREAD,
    /// Goes through actors, in the order that their references have in a hash set.
    ACTOR_ORDER,
    NONE
  }

  private static void work(Leak leak, Set<ActorRef<String>> workers, ActorRef<String> to) {
    switch (leak) {
      case CLOCK -> to.tell("at " + System.nanoTime());
      case COIN -> {
        if (System.nanoTime() / 64 % 2 == 0) {
          to.tell("heads");
        }
      }
      case HASH_ORDER -> {
        Map<Object, Integer> numbers = new HashMap<>();
        for (int i = 0; i < 8; i++) {
          numbers.put(new Object(), i);
        }
        numbers.values().forEach(number -> to.tell("number " + number));
      }
      case FOREIGN_THREAD -> Thread.ofPlatform().name("stranger").start(() -> to.tell("psst"));
      case ACTOR_ORDER -> workers.forEach(worker -> worker.tell("work"));
      case NONE -> to.tell("fine");
    }
  }

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  /// Of two who are asked in any order, one leaks.
  private static Consumer<Setup> office(Leak leak) {
    return setup -> {
      ActorRef<String> archive = setup.spawn(Behaviors.ignore(), "archive");
      Set<ActorRef<String>> workers = new HashSet<>();
      for (int i = 0; i < 4; i++) {
        workers.add(setup.spawn(worker(archive), "worker" + i));
      }
      ActorRef<String> clerk = setup.spawn(clerk(leak, workers, archive), "clerk");
      setup.tell("a", clerk, "one");
      setup.tell("b", clerk, "two");
      setup.tell("c", archive, "three");
    };
  }

  private static Behavior<String> worker(ActorRef<String> archive) {
    return Behaviors.receiveMessage(
        work -> {
          archive.tell(work + " is done");
          return Behaviors.same();
        });
  }

  private static Behavior<String> clerk(
      Leak leak, Set<ActorRef<String>> workers, ActorRef<String> archive) {
    return Behaviors.receiveMessage(
        _ -> {
          work(leak, workers, archive);
          return Behaviors.same();
        });
  }

  private static Explorer explorer(String strategy) {
    ExplorerOptions options = ExplorerOptions.DEFAULT.with(strategy).upTo(400);
    return new Explorer(ENGINE, options, "hidden", _ -> {});
  }

  @ParameterizedTest
  @CsvSource({
    "portfolio, CLOCK",
    "portfolio, COIN",
    "portfolio, HASH_ORDER",
    "portfolio, FOREIGN_THREAD",
    "dpor, CLOCK",
    "dpor, COIN",
    "dpor, HASH_ORDER",
    "dpor, FOREIGN_THREAD"
  })
  void itIsReportedInEveryRunWithStepAndActor(String strategy, Leak leak) {
    for (int run = 0; run < RUNS; run++) {
      Nondeterminism found = explorer(strategy).explore(office(leak)).nondeterminism();
      assertNotNull(found, "run " + run);
      assertTrue(Set.of("clerk", "archive").contains(found.mismatch().actor()), found.line());
      AssertionError error =
          assertThrows(AssertionError.class, () -> explorer(strategy).check(office(leak)));
      String line = String.valueOf(error.getMessage());
      assertTrue(
          line.matches(
              "not deterministic: execution \\d+ \\(\\w+, seed -?\\d+\\), step \\d+,"
                  + " actor (clerk|archive).*: expected .+, observed .+"),
          line);
    }
  }

  @Test
  void aForeignThreadIsCalledByItsName() {
    Nondeterminism found =
        explorer("portfolio").explore(office(Leak.FOREIGN_THREAD)).nondeterminism();
    assertNotNull(found);
    assertTrue(
        found.mismatch().observed().startsWith("thread stranger sent psst to archive"),
        found.line());
  }

  @ParameterizedTest
  @CsvSource({"portfolio, NONE", "dpor, NONE", "portfolio, ACTOR_ORDER", "dpor, ACTOR_ORDER"})
  void whatDependsOnMessagesAloneIsNot(String strategy, Leak leak) {
    for (int run = 0; run < RUNS; run++) {
      Explored explored = explorer(strategy).explore(office(leak));
      Nondeterminism found = explored.nondeterminism();
      assertNull(found, () -> found == null ? "" : found.line());
      assertNull(explored.broken());
    }
  }

  /// A search by states goes back to them; what a behaviour keeps elsewhere stays as it is.
  @Test
  void aStateBesideTheStateIsNoticedBeforeAProof() {
    for (String proof : Set.of("stateful", "dpor")) {
      Explored explored =
          explorer(proof)
              .explore(
                  setup -> {
                    int[] beside = new int[1];
                    Probe<Integer> log = setup.probe("log");
                    ActorRef<String> forgetful =
                        setup.spawn(
                            StatefulBehavior.<String, String>of(
                                _ -> "",
                                (_, state, _) -> {
                                  log.ref().tell(++beside[0]);
                                  return state;
                                }),
                            "forgetful");
                    setup.tell("a", forgetful, "x");
                    setup.tell("b", forgetful, "x");
                  });
      Nondeterminism found = explored.nondeterminism();
      assertNotNull(found, proof);
      assertEquals("forgetful", found.mismatch().actor());
    }
  }

  /// What a claim reads must go back too.
  @Test
  void aClaimThatRemembersBesideTheSearchIsNoticed() {
    Explored explored =
        explorer("portfolio")
            .explore(
                setup -> {
                  int[] steps = new int[1];
                  setup.tell("a", setup.probe("log").ref(), "x");
                  setup.always("first time", () -> steps[0]++ < 3);
                });
    Nondeterminism found = explored.nondeterminism();
    assertNotNull(found);
    assertEquals("nothing broken", found.mismatch().expected());
    assertEquals("first time broken", found.mismatch().observed());
  }
}
