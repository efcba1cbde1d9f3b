package io.interlock.engine.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.Engine;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.check.Explored.Broken;
import io.interlock.engine.explore.counterexample.CounterexampleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplorerTest {
  private static final Engine ENGINE = new Engine(1);

  @TempDir Path folder = Path.of("");

  private record Sum(int value) {}

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private ExplorerOptions options() {
    return ExplorerOptions.DEFAULT.in(folder).upTo(200);
  }

  private Explorer explorer(String strategy) {
    return explorer(options().with(strategy));
  }

  private static Explorer explorer(ExplorerOptions options) {
    return new Explorer(ENGINE, options, "test", _ -> {});
  }

  private static Broken broken(Explored explored) {
    Broken broken = explored.broken();
    assertNotNull(broken, explored.summary());
    return broken;
  }

  private static Behavior<String> fragile() {
    return Behaviors.setup(
        _ -> {
          List<String> heard = new ArrayList<>();
          return Behaviors.receiveMessage(
              word -> {
                heard.add(word);
                if (heard.equals(List.of("b", "a"))) {
                  throw new IllegalStateException("b before a");
                }
                return Behaviors.same();
              });
        });
  }

  private static Consumer<Setup> twoTell(Behavior<String> behavior) {
    return setup -> {
      ActorRef<String> actor = setup.spawn(behavior, "actor");
      setup.tell("one", actor, "a");
      setup.tell("other", actor, "b");
    };
  }

  // What counts as broken.

  @Test
  void whatAnOrdinaryActorThrowsIsAViolation() {
    Broken broken = broken(explorer("portfolio").explore(twoTell(fragile())));
    assertEquals("failure", broken.violation().property());
    assertEquals(
        "actor actor failed on a: java.lang.IllegalStateException: b before a",
        broken.violation().message());
    assertEquals(2, broken.shrunk().listed());
    assertEquals(1, broken.shrunk().races().size());
  }

  @Test
  void unlessTheTestExpectsIt() {
    Explored explored =
        explorer("dpor")
            .check(
                setup -> {
                  setup.mayFail(IllegalStateException.class);
                  twoTell(fragile()).accept(setup);
                });
    assertTrue(explored.exhausted());
  }

  @Test
  void orASupervisorMakesUpForIt() {
    Behavior<String> supervised =
        Behaviors.supervise(fragile())
            .onFailure(IllegalStateException.class, SupervisorStrategy.restart());
    assertTrue(explorer("dpor").check(twoTell(supervised)).exhausted());
  }

  @Test
  void anActorThatThrowsAtItsStartFailsTheTestAtOnce() {
    Behavior<String> stillborn =
        Behaviors.setup(
            _ -> {
              throw new IllegalStateException("no");
            });
    AssertionError error =
        assertThrows(AssertionError.class, () -> explorer("portfolio").check(twoTell(stillborn)));
    assertEquals(
        "before anything was explored: actor actor failed on its start:"
            + " java.lang.IllegalStateException: no",
        error.getMessage());
  }

  @Test
  void aClaimIsSaidWithTheAssertionsOfTheTest() {
    Explored explored =
        explorer("dpor")
            .explore(
                setup -> {
                  Probe<String> log = setup.probe("log");
                  setup.tell("one", log.ref(), "a");
                  setup.tell("other", log.ref(), "b");
                  setup.atEnd("order", () -> assertEquals(List.of("a", "b"), log.heard()));
                });
    assertEquals("order", broken(explored).violation().property());
    assertEquals("expected: <[a, b]> but was: <[b, a]>", broken(explored).violation().message());
  }

  @ParameterizedTest
  @ValueSource(strings = {"portfolio", "dpor", "stateful"})
  void whatIsWatchedGoesBackWithTheSearch(String strategy) {
    Consumer<Setup> three =
        setup -> {
          Probe<Integer> log = setup.probe("log");
          Watched<Integer> digits =
              setup.watch(0, (sum, delivery) -> 10 * sum + (Integer) delivery.message());
          for (int digit = 1; digit <= 3; digit++) {
            setup.tell("source" + digit, log.ref(), digit);
          }
          setup.always("not 3, 1", () -> digits.now() != 31);
          setup.always("as many as heard", () -> digits.now() < Math.pow(10, log.heard().size()));
        };
    Broken broken = broken(explorer(strategy).explore(three));
    assertEquals("not 3, 1", broken.violation().property());
    assertEquals(2, broken.shrunk().listed());
  }

  @Test
  void aStateThatIsWithTheEngineCanBeAskedFor() {
    Consumer<Setup> adding =
        setup -> {
          ActorRef<Integer> adder =
              setup.spawn(
                  StatefulBehavior.<Sum, Integer>of(
                      _ -> new Sum(0), (_, sum, n) -> new Sum(2 * sum.value() + n)),
                  "adder");
          setup.tell("one", adder, 1);
          setup.tell("two", adder, 2);
          setup.atEnd("sum", () -> setup.stateOf(adder, Sum.class).value() == 4);
        };
    Explored explored = explorer("stateful").explore(adding);
    assertEquals("sum", broken(explored).violation().property(), "2 and then 1 make 5");
    assertTrue(explored.states() > 1);
  }

  @Test
  void whoMustStopAndWaitsIsInADeadlock() {
    Explored explored =
        explorer("portfolio")
            .explore(
                setup -> {
                  setup.mustStop(setup.spawn(Behaviors.<String>ignore(), "patient"));
                  setup.spawn(Behaviors.<String>ignore(), "other");
                });
    assertEquals(
        "nothing can happen any more, and patient waits", broken(explored).violation().message());
  }

  // What has no end, and what is not proven.

  private static void ticking(Setup setup) {
    setup.spawn(
        Behaviors.<String>withTimers(
            timers -> {
              timers.startTimerAtFixedRate("tick", Duration.ofSeconds(1));
              return Behaviors.ignore();
            }),
        "clock");
  }

  @Test
  void whatDoesNotEndFailsTheTestUnlessItMayGoOn() {
    String line = complaint(explorer("portfolio"), ExplorerTest::ticking);
    assertTrue(line.startsWith("no end: an execution goes on after all its steps"), line);
    Explored cut = explorer(options().upTo(20).endless(50)).check(ExplorerTest::ticking);
    assertEquals(20, cut.executions());
  }

  @Test
  void aProofThatIsCutFailsTheTest() {
    AssertionError error =
        assertThrows(
            AssertionError.class,
            () ->
                explorer(options().with("dpor").upTo(1))
                    .check(twoTell(Behaviors.<String>ignore())));
    assertEquals(
        "not proven: dpor, seed 1: 1 executions, 2 deliveries; cut by the bound on executions",
        error.getMessage());
  }

  // What a failure says, and how it is repeated.

  private String complaint(Explorer explorer, Consumer<Setup> setup) {
    AssertionError error = assertThrows(AssertionError.class, () -> explorer.check(setup));
    return String.valueOf(error.getMessage()).replace(folder.toString(), "FOLDER");
  }

  @Test
  void aFailureShowsTheShortestCounterexampleAndHowToRepeatIt() {
    assertEquals(
        """
        failure broken at step 1: actor actor failed on a: java.lang.IllegalStateException: b before a
        step 1, one to actor: a
        leaves the default order at step 0, 2 deliveries from there on
        needs: step 0 (other: b) before step 1 (one: a) at actor
          step | actor
        -----------------
        *    0 | other: b
        !    1 | one: a
        found by dpor, seed 1, in execution 1; shrunk from 2 deliveries to 2
        again: @Explore(replay = "FOLDER/test.json")
        """,
        complaint(explorer("dpor"), twoTell(fragile())));
  }

  @Test
  void aKeptCounterexampleIsRepeatedToTheLetter() {
    complaint(explorer("dpor"), twoTell(fragile()));
    Path file = folder.resolve("test.json");
    String again = complaint(explorer(options().replaying(file)), twoTell(fragile()));
    assertTrue(again.startsWith("failure broken at step 1: "), again);
    assertTrue(again.endsWith("as in FOLDER/test.json"), again);
  }

  @Test
  void orAsFarAsTheChangedActorsAllow() {
    complaint(explorer("dpor"), twoTell(fragile()));
    Explorer again = explorer(options().replaying(folder.resolve("test.json")));
    Explored mended = again.check(twoTell(Behaviors.ignore()));
    assertTrue(mended.end().startsWith("nothing is broken any more"), mended.end());
    String adapted =
        complaint(
            again,
            setup -> {
              setup.tell("new", setup.spawn(Behaviors.<String>ignore(), "bystander"), "hello");
              twoTell(fragile()).accept(setup);
            });
    assertTrue(adapted.startsWith("failure broken at step 1: "), adapted);
  }

  @Test
  void aFileThatIsNoneIsRefusedInOneLine() throws IOException {
    Path file = folder.resolve("bad.json");
    Files.writeString(file, "{}");
    Explorer again = explorer(options().replaying(file));
    CounterexampleException refused =
        assertThrows(CounterexampleException.class, () -> again.check(twoTell(Behaviors.ignore())));
    assertEquals(1, String.valueOf(refused.getMessage()).lines().count());
  }

  @Test
  void aSecondFailureOfATestHasAFileOfItsOwn() {
    Explorer explorer = explorer("dpor");
    assertEquals(folder.resolve("test.json"), broken(explorer.explore(twoTell(fragile()))).file());
    assertEquals(
        folder.resolve("test-2.json"), broken(explorer.explore(twoTell(fragile()))).file());
  }

  // What may be asked for.

  private static @Nullable String refusal(Runnable asking) {
    return assertThrows(IllegalArgumentException.class, asking::run).getMessage();
  }

  @Test
  void optionsOutOfRangeAreRefusedInOneLine() {
    assertEquals(
        "executions 0; allowed: 1 to 9223372036854775807", refusal(() -> options().upTo(0)));
    String strategies = refusal(() -> options().with("magic"));
    assertTrue(
        String.valueOf(strategies).startsWith("strategy \"magic\"; allowed: portfolio,"),
        strategies);
    assertEquals(
        "a skew with strategy dpor; allowed: none, proofs have no bound",
        refusal(() -> new ExplorerOptions("dpor", 1, 1, 1, false, 1, 5, Path.of("target"), null)));
  }
}
