package io.interlock.engine.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.check.Explored;
import io.interlock.engine.check.Explorer;
import io.interlock.engine.check.Setup;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@Explore(strategy = "random", executions = 12, seed = 3)
class ExploreTest {
  private static void threeSources(Setup setup) {
    ActorRef<String> actor = setup.spawn(Behaviors.ignore(), "actor");
    for (String source : new String[] {"a", "b", "c"}) {
      setup.tell(source, actor, "hello");
    }
  }

  @Test
  void aTestTakesWhatItsClassSays(Explorer explorer) {
    Explored explored = explorer.check(ExploreTest::threeSources);
    assertEquals("random", explored.strategy());
    assertEquals(12, explored.executions());
    assertEquals(3, explored.seed());
  }

  @Explore(executions = 5)
  void orSaysItItself(Explorer explorer) {
    Explored explored = explorer.check(ExploreTest::threeSources);
    assertEquals("portfolio", explored.strategy());
    assertEquals(5, explored.executions());
    assertEquals(1, explored.seed());
  }

  @Explore(strategy = "dpor")
  void aProofTriesEveryOrder(Explorer explorer) {
    Explored explored = explorer.check(ExploreTest::threeSources);
    assertEquals(6, explored.executions());
    assertTrue(explored.exhausted());
  }

  @Explore
  void theFileIsCalledAfterTheTest(Explorer explorer) {
    Explored.Broken broken =
        explorer.explore(setup -> setup.mustStop(setup.spawn(Behaviors.ignore(), "a"))).broken();
    assertNotNull(broken);
    assertEquals(
        Path.of("target", "interlock", "ExploreTest.theFileIsCalledAfterTheTest.json"),
        broken.file());
  }

  /// Hears of something after a second.
  private static Behavior<String> sleeper(ActorRef<String> log) {
    return Behaviors.withTimers(
        timers -> {
          timers.startSingleTimer("timer", Duration.ofSeconds(1));
          return Behaviors.receiveMessage(
              message -> {
                log.tell(message);
                return Behaviors.same();
              });
        });
  }

  private static void timerAndMessage(Setup setup) {
    var log = setup.<String>probe("log");
    setup.tell(setup.spawn(sleeper(log.ref()), "sleeper"), "message");
    setup.atEnd("the timer comes last", () -> log.heard().getLast().equals("timer"));
  }

  @Explore(skewMillis = 1)
  void withinASkewTimersWaitForMessages(Explorer explorer) {
    explorer.check(ExploreTest::timerAndMessage);
  }

  @Explore
  void withoutOneMessagesMayComeLater(Explorer explorer) {
    assertNotNull(explorer.explore(ExploreTest::timerAndMessage).broken());
  }

  @Explore(replay = "src/test/resources/timer-before-message.json")
  void aFileIsRepeatedInsteadOfASearch(Explorer explorer) {
    Explored.Broken broken = explorer.explore(ExploreTest::timerAndMessage).broken();
    assertNotNull(broken);
    assertEquals("the timer comes last", broken.violation().property());
    assertNull(explorer.explore(ExploreTest::threeSources).broken());
  }
}
