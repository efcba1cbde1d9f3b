package io.interlock.engine.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.Cancellable;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.interlock.engine.Engines;
import io.interlock.engine.Sim;
import io.interlock.engine.Simulation;
import io.interlock.engine.conductor.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TimersTest {
  private record Heard(String what, long atMillis) {}

  private final List<Heard> heard = new ArrayList<>();

  @Test
  void aSingleTimerRingsOnceAtItsTime() {
    timers(t -> t.startSingleTimer("tick", Duration.ofMillis(7)), Pause.QUIESCENT);
    assertEquals(List.of(new Heard("tick", 7)), heard);
  }

  @Test
  void aFixedDelayTimerRingsUntilTheHorizon() {
    timers(t -> t.startTimerWithFixedDelay("tick", Duration.ofMillis(30)), Pause.HORIZON);
    assertEquals(List.of(30L, 60L, 90L), heard.stream().map(Heard::atMillis).toList());
  }

  @Test
  void aFixedRateTimerHasAnInitialDelayOfItsOwn() {
    timers(
        t -> t.startTimerAtFixedRate("tick", Duration.ofMillis(5), Duration.ofMillis(40)),
        Pause.HORIZON);
    assertEquals(List.of(5L, 45L, 85L), heard.stream().map(Heard::atMillis).toList());
  }

  @Test
  void aTimerOfTheSameKeyReplacesTheEarlierOne() {
    timers(
        t -> {
          t.startSingleTimer("key", "first", Duration.ofMillis(5));
          t.startSingleTimer("key", "second", Duration.ofMillis(9));
        },
        Pause.QUIESCENT);
    assertEquals(List.of(new Heard("second", 9)), heard);
  }

  @Test
  void aCancelledTimerLeavesNothingPending() {
    try (Simulation simulation = Engines.simulation("timers", 1)) {
      simulation.spawn(
          actor(
              t -> {
                t.startTimerAtFixedRate("tick", Duration.ofMillis(10));
                assertTrue(t.isTimerActive("tick"));
                t.cancel("tick");
                assertFalse(t.isTimerActive("tick"));
              }),
          "actor");
      assertEquals(Pause.QUIESCENT, simulation.run());
      assertEquals(0, simulation.now());
    }
    assertEquals(List.of(), heard);
  }

  @Test
  void aPeriodicTimerCanCancelItselfInItsOwnHandler() {
    try (Simulation simulation = Engines.simulation("timers", 1)) {
      simulation.spawn(
          Behaviors.<String>withTimers(
              t -> {
                t.startTimerAtFixedRate("tick", Duration.ofMillis(10));
                return Behaviors.receive(
                    (context, message) -> {
                      hear(Sim.of(context), message);
                      if (heard.size() == 3) {
                        t.cancel("tick");
                      }
                      return Behaviors.same();
                    });
              }),
          "actor");
      assertEquals(Pause.QUIESCENT, simulation.run());
    }
    assertEquals(List.of(10L, 20L, 30L), heard.stream().map(Heard::atMillis).toList());
  }

  @Test
  void scheduleOnceTellsAndCanBeCancelled() {
    try (Simulation simulation = Engines.simulation("timers", 1)) {
      List<Boolean> cancelled = new ArrayList<>();
      simulation.spawn(
          Behaviors.<String>setup(
              context -> {
                context.scheduleOnce(Duration.ofMillis(3), context.getSelf(), "kept");
                Cancellable other =
                    context.scheduleOnce(Duration.ofMillis(2), context.getSelf(), "cancelled");
                cancelled.add(other.cancel());
                cancelled.add(other.cancel());
                cancelled.add(other.isCancelled());
                return Behaviors.receiveMessage(
                    message -> {
                      hear(Sim.of(context), message);
                      return Behaviors.same();
                    });
              }),
          "actor");
      simulation.run();
      assertEquals(List.of(true, false, true), cancelled);
      assertEquals(List.of(new Heard("kept", 3)), heard);
    }
  }

  @Test
  void aReceiveTimeOutFollowsTheLastMessage() {
    try (Simulation simulation = Engines.simulation("timers", 1)) {
      simulation.spawn(
          Behaviors.<String>setup(
              context -> {
                context.setReceiveTimeout(Duration.ofMillis(10), "idle");
                context.scheduleOnce(Duration.ofMillis(4), context.getSelf(), "poke");
                return Behaviors.receiveMessage(
                    message -> {
                      hear(Sim.of(context), message);
                      return message.equals("idle") ? Behaviors.stopped() : Behaviors.same();
                    });
              }),
          "actor");
      assertEquals(Pause.QUIESCENT, simulation.run());
      assertEquals(List.of(new Heard("poke", 4), new Heard("idle", 14)), heard);
    }
  }

  @Test
  void aRunnableThatThrowsIsReportedAndTheOthersStillRun() {
    try (Simulation simulation = Engines.simulation("timers", 1)) {
      simulation.spawn(
          Behaviors.<String>setup(
              context -> {
                var scheduler = context.getSystem().scheduler();
                var executor = context.getExecutionContext();
                scheduler.scheduleOnce(
                    Duration.ofMillis(1),
                    () -> {
                      throw new IllegalStateException("on purpose");
                    },
                    executor);
                scheduler.scheduleOnce(
                    Duration.ofMillis(2), () -> heard.add(new Heard("ran", 2)), executor);
                return Behaviors.ignore();
              }),
          "actor");
      assertEquals(Pause.QUIESCENT, simulation.run());
      assertEquals(List.of(new Heard("ran", 2)), heard);
    }
  }

  @Test
  void whatIsPlannedAfterTheEndOfTimeNeverHappens() {
    timers(t -> t.startSingleTimer("tick", Duration.ofDays(365)), Pause.QUIESCENT);
    assertEquals(List.of(), heard);
  }

  @Test
  void idleDaysCostNothing() {
    long start = System.nanoTime();
    try (Simulation simulation = Engines.simulation("timers", 1)) {
      simulation.spawn(actor(t -> t.startSingleTimer("tick", Duration.ofDays(100))), "actor");
      assertEquals(Pause.QUIESCENT, simulation.run());
      assertEquals(Engines.picos(Duration.ofDays(100)), simulation.now());
    }
    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30));
  }

  private void timers(Consumer<TimerScheduler<String>> start, Pause pause) {
    try (Simulation simulation = Engines.simulation("timers", 1)) {
      simulation.spawn(actor(start), "actor");
      assertEquals(pause, simulation.run(Engines.millis(100)));
    }
  }

  private Behavior<String> actor(Consumer<TimerScheduler<String>> start) {
    return Behaviors.withTimers(
        timers -> {
          start.accept(timers);
          return Behaviors.receive(
              (context, message) -> {
                hear(Sim.of(context), message);
                return Behaviors.same();
              });
        });
  }

  private void hear(Sim<String> sim, String what) {
    heard.add(new Heard(what, sim.now() / Engines.millis(1)));
  }
}
