package io.interlock.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.conductor.SimulationFailure;
import io.interlock.engine.trace.Observer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveRunTest {
  private enum Key {
    A
  }

  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private final CountDownLatch done = new CountDownLatch(1);

  @Test
  void theSameActorsRunOnTheWallClock() throws InterruptedException {
    Observer observer =
        new Observer() {
          @Override
          public void stated(long atPicos, String actor, Object fact) {
            heard.add(actor + " " + fact);
            done.countDown();
          }
        };
    Behavior<Integer> countdown =
        StatefulBehavior.of(
            _ -> 0,
            (sim, sum, n) -> {
              sim.spend(Engines.millis(1_000_000));
              if (n == 0) {
                sim.state(sum);
              } else {
                sim.self().tell(n - 1);
              }
              return sum + n;
            });
    LiveRun<Void> run = live(parentOf(countdown, 4), List.of(observer));
    finished();
    run.stop();
    assertEquals("counter 10", heard.peek());
    assertEquals(5, run.events());
    assertNull(run.failure());
  }

  @Test
  void anAlarmRingsOnceAndADisarmedOneDoesNot() throws InterruptedException {
    Behavior<Integer> actor =
        StatefulBehavior.of(
            _ -> "",
            (sim, state, n) -> {
              heard.add("got " + n);
              switch (n) {
                case 0 -> {
                  sim.arm(Key.A, 0, 1);
                  sim.disarm(Key.A);
                  sim.arm(Key.A, Engines.millis(1), 2);
                  sim.arm(Key.A, Engines.millis(2), 3);
                }
                case 3 -> done.countDown();
                default -> {}
              }
              return state;
            });
    LiveRun<Void> run = live(parentOf(actor, 0), List.of());
    finished();
    run.stop();
    assertEquals(List.of("got 0", "got 3"), List.copyOf(heard));
    assertTrue(run.now() >= Engines.millis(2));
  }

  @Test
  void actorsOfOneRunWorkAtTheSameTime() throws InterruptedException {
    CountDownLatch both = new CountDownLatch(2);
    Behavior<Integer> meeting =
        StatefulBehavior.of(
            _ -> "",
            (_, state, _) -> {
              both.countDown();
              await(both); // only the other one, on another thread, can end this
              done.countDown();
              return state;
            });
    LiveRun<Void> run =
        live(
            Behaviors.setup(
                context -> {
                  context.spawn(meeting, "one").tell(1);
                  context.spawn(meeting, "two").tell(2);
                  return Behaviors.empty();
                }),
            List.of());
    finished();
    run.stop();
    assertNull(run.failure());
  }

  @Test
  void whatAnActorThrowsIsReportedAndTheRunCanBeStopped() throws InterruptedException {
    Behavior<Integer> broken =
        StatefulBehavior.of(
            _ -> "",
            (_, _, _) -> {
              throw new IllegalStateException("dropped it");
            });
    LiveRun<Void> run =
        live(
            Behaviors.setup(
                context -> {
                  ActorRef<Integer> child = context.spawn(broken, "clumsy");
                  context.watch(child);
                  child.tell(7);
                  return Behaviors.<Void>receiveSignal(
                      (_, _) -> {
                        done.countDown();
                        return Behaviors.same();
                      });
                }),
            List.of());
    finished();
    run.stop();
    SimulationFailure failure = run.failure();
    assertEquals(
        "actor clumsy failed on 7: java.lang.IllegalStateException: dropped it",
        failure == null ? "none" : failure.getMessage());
  }

  @Test
  void stopReturnsWhenTheRunHasEndedByItselfAndAfterTheEngineHas() {
    LiveRun<Void> ended = live(Behaviors.stopped(), List.of());
    ended.stop();
    ended.stop();
    Engine engine = new Engine(1);
    LiveRun<Void> orphan = engine.live("orphan", 1, List.of(), Behaviors.<Void>empty());
    engine.close();
    orphan.stop();
    assertThrows(
        IllegalStateException.class,
        () -> engine.live("late", 1, List.of(), Behaviors.<Void>empty()));
    assertThrows(
        IllegalArgumentException.class,
        () -> Engines.shared().live("a/b", 1, List.of(), Behaviors.<Void>empty()));
  }

  private static LiveRun<Void> live(Behavior<Void> root, List<Observer> observers) {
    return Engines.shared().live("live", 1, observers, root);
  }

  private static Behavior<Void> parentOf(Behavior<Integer> child, int first) {
    return Behaviors.setup(
        context -> {
          context.spawn(child, "counter").tell(first);
          return Behaviors.empty();
        });
  }

  private void finished() throws InterruptedException {
    assertTrue(done.await(5, TimeUnit.SECONDS));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(5, TimeUnit.SECONDS));
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
