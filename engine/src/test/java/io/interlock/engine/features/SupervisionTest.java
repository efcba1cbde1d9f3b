package io.interlock.engine.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.StashBuffer;
import akka.actor.typed.javadsl.StashOverflowException;
import io.interlock.engine.Engines;
import io.interlock.engine.Sim;
import io.interlock.engine.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SupervisionTest {
  private final List<String> heard = new ArrayList<>();

  @Test
  void resumeKeepsTheState() {
    tellAll(SupervisorStrategy.resume(), "a", "fail", "b");
    assertEquals(List.of("start", "a 1", "b 2"), heard);
  }

  @Test
  void restartBeginsAnew() {
    tellAll(SupervisorStrategy.restart(), "a", "fail", "b");
    assertEquals(List.of("start", "a 1", "restart", "start", "b 1"), heard);
  }

  @Test
  void stopEndsTheActorAndLaterMessagesAreDeadLetters() {
    tellAll(SupervisorStrategy.stop(), "a", "fail", "b");
    assertEquals(List.of("start", "a 1", "stopped"), heard);
  }

  @Test
  void restartGivesUpAfterItsLimit() {
    tellAll(SupervisorStrategy.restart().withLimit(1, Duration.ofMinutes(1)), "fail", "fail", "b");
    assertEquals(List.of("start", "restart", "start", "stopped"), heard);
  }

  @Test
  void backOffWaitsLongerEachTimeInVirtualTime() {
    List<Long> starts = backOff(1, 0.0);
    assertEquals(List.of(0L, 100L, 300L, 700L), inMillis(starts));
  }

  @Test
  void backOffStashesWhatComesMeanwhile() {
    tellAll(
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(10), Duration.ofMillis(10), 0),
        "fail",
        "a",
        "b");
    assertEquals(List.of("start", "restart", "start", "a 1", "b 2"), heard);
  }

  @Test
  void jitterOfBackOffIsAFunctionOfTheSeed() {
    List<Long> starts = backOff(7, 0.5);
    assertEquals(starts, backOff(7, 0.5));
    assertEquals(
        20, LongStream.range(0, 20).mapToObj(seed -> backOff(seed, 0.5)).distinct().count());
    assertNotEquals(100L, inMillis(starts).get(1));
    assertTrue(inMillis(starts).get(1) <= 150);
  }

  @Test
  void unstashAllKeepsTheOrder() {
    try (Simulation simulation = Engines.simulation("stash", 1)) {
      var actor = simulation.spawn(Behaviors.withStash(10, this::closed), "actor");
      for (String message : List.of("a", "b", "open", "c")) {
        simulation.tell(actor, message);
      }
      simulation.run();
    }
    assertEquals(List.of("a", "b", "c"), heard);
  }

  @Test
  void anOverflowingStashFailsTheActor() {
    try (Simulation simulation = Engines.simulation("stash", 1)) {
      Behavior<String> small =
          Behaviors.supervise(Behaviors.<String>withStash(1, this::closed))
              .onFailure(StashOverflowException.class, SupervisorStrategy.restart());
      var actor = simulation.spawn(small, "actor");
      for (String message : List.of("lost", "overflow", "open", "c")) {
        simulation.tell(actor, message);
      }
      simulation.run();
    }
    assertEquals(List.of("c"), heard);
  }

  private Behavior<String> closed(StashBuffer<String> stash) {
    return Behaviors.receiveMessage(
        message -> {
          if (message.equals("open")) {
            return stash.unstashAll(open());
          }
          stash.stash(message);
          return Behaviors.same();
        });
  }

  private Behavior<String> open() {
    return Behaviors.receiveMessage(
        message -> {
          heard.add(message);
          return Behaviors.same();
        });
  }

  private void tellAll(SupervisorStrategy strategy, String... messages) {
    try (Simulation simulation = Engines.simulation("supervised", 1)) {
      ActorRef<String> actor =
          simulation.spawn(Behaviors.supervise(fallible()).onFailure(strategy), "actor");
      for (String message : messages) {
        simulation.tell(actor, message);
      }
      simulation.run();
      heard.add("end");
    }
    // What the end of the simulation itself stops is not the matter here.
    heard.subList(heard.indexOf("end"), heard.size()).clear();
  }

  private Behavior<String> fallible() {
    return Behaviors.setup(
        _ -> {
          heard.add("start");
          int[] count = {0};
          return Behaviors.receive(String.class)
              .onMessage(
                  String.class,
                  message -> {
                    if (message.equals("fail")) {
                      throw new IllegalStateException("on purpose");
                    }
                    heard.add(message + " " + ++count[0]);
                    return Behaviors.same();
                  })
              .onSignal(
                  PreRestart.class,
                  _ -> {
                    heard.add("restart");
                    return Behaviors.same();
                  })
              .onSignal(
                  PostStop.class,
                  _ -> {
                    heard.add("stopped");
                    return Behaviors.same();
                  })
              .build();
        });
  }

  private static List<Long> backOff(long seed, double randomFactor) {
    List<Long> starts = new ArrayList<>();
    try (Simulation simulation = Engines.simulation("backoff", seed)) {
      Behavior<String> failing =
          Behaviors.setup(
              context -> {
                starts.add(Sim.of(context).now());
                if (starts.size() < 4) {
                  context.getSelf().tell("fail");
                }
                return Behaviors.receiveMessage(
                    _ -> {
                      throw new IllegalStateException("on purpose");
                    });
              });
      simulation.spawn(
          Behaviors.supervise(failing)
              .onFailure(
                  SupervisorStrategy.restartWithBackoff(
                      Duration.ofMillis(100), Duration.ofSeconds(10), randomFactor)),
          "actor");
      simulation.run(Engines.millis(5000));
    }
    return List.copyOf(starts);
  }

  private static List<Long> inMillis(List<Long> picos) {
    return picos.stream().map(at -> at / Engines.millis(1)).toList();
  }
}
