package io.interlock.engine.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.Engine;
import io.interlock.engine.check.Explored.Broken;
import io.interlock.engine.explore.shrink.EssentialRace;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The news that an actor has stopped is a delivery from it to whoever watches, in order behind
/// what it said before, and in any order with what others say.
class TerminatedTest {
  private static final Engine ENGINE = new Engine(1);

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  /// Says a last word to its parent, and stops.
  private static Behavior<String> child(ActorRef<String> parent) {
    return Behaviors.receiveMessage(
        _ -> {
          parent.tell("last word");
          return Behaviors.stopped();
        });
  }

  /// Tells `log` what it hears, in order. Those who watch use a signal, or a message of their own.
  private static Behavior<String> watcher(ActorRef<String> log, boolean withMessage) {
    return Behaviors.setup(
        context -> {
          ActorRef<String> child = context.spawn(child(context.getSelf()), "child");
          if (withMessage) {
            context.watchWith(child, "gone");
          } else {
            context.watch(child);
          }
          child.tell("stop");
          return Behaviors.receive(String.class)
              .onAnyMessage(
                  word -> {
                    log.tell(word);
                    return Behaviors.same();
                  })
              .onSignal(
                  Terminated.class,
                  _ -> {
                    log.tell("gone");
                    return Behaviors.same();
                  })
              .build();
        });
  }

  /// All orders in which the watcher hears of things, of which others say "hello".
  private static Set<String> ordersHeard(boolean withMessage) {
    Set<String> orders = new TreeSet<>();
    Explored explored =
        explore(
            setup -> {
              Probe<String> log = setup.probe("log");
              setup.tell("user", setup.spawn(watcher(log.ref(), withMessage), "watcher"), "hello");
              setup.atEnd(
                  "heard",
                  () -> {
                    orders.add(String.join(", ", log.heard()));
                    return true;
                  });
            });
    assertTrue(explored.exhausted(), explored.summary());
    // From the stop on its parent has no such child, whether or not the news has been read: so the
    // hello comes before that step, or in one of three places after it.
    assertEquals(4, explored.executions());
    return orders;
  }

  private static Explored explore(Consumer<Setup> setup) {
    return new Explorer(ENGINE, ExplorerOptions.DEFAULT.with("dpor"), "terminated", _ -> {})
        .explore(setup);
  }

  @Test
  void theSignalComesBehindTheLastWordAndRacesWithOthers() {
    assertEquals(
        Set.of("hello, last word, gone", "last word, hello, gone", "last word, gone, hello"),
        ordersHeard(false));
  }

  @Test
  void soDoesTheMessageOfWatchWith() {
    assertEquals(
        Set.of("hello, last word, gone", "last word, hello, gone", "last word, gone, hello"),
        ordersHeard(true));
  }

  @Test
  void whoMistakesTheOrderIsFoundWithTheRaceThatItNeeds() {
    Explored explored =
        explore(
            setup -> {
              Probe<String> log = setup.probe("log");
              setup.tell("user", setup.spawn(watcher(log.ref(), false), "watcher"), "hello");
              setup.always("hello first", () -> !log.heard().equals(List.of("last word", "gone")));
            });
    Broken broken = Objects.requireNonNull(explored.broken());
    assertEquals("hello first", broken.violation().property());
    assertEquals(5, broken.shrunk().listed());
    assertEquals(
        List.of(new EssentialRace(2, EssentialRace.NEVER, "user", "watcher")),
        broken.shrunk().races());
    assertTrue(
        broken.explanation().contains(" before what never comes (user: hello) at watcher"),
        broken.explanation());
  }
}
