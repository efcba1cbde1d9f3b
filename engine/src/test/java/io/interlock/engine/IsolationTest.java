package io.interlock.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.conductor.Pause;
import io.interlock.engine.conductor.SimulationFailure;
import io.interlock.engine.conductor.Wiring;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Whatever would make a run unrepeatable is impossible, or ends it with one clear line.
class IsolationTest {
  @Test
  void aForeignThreadMayNotSend() throws InterruptedException {
    try (Simulation simulation = Engines.simulation("island", 1)) {
      ActorRef<String> actor = simulation.spawn(Behaviors.ignore(), "actor");
      Thread.ofPlatform().name("stranger").start(() -> actor.tell("psst")).join();
      assertEquals(
          "thread stranger sent psst to actor of simulation island from outside;"
              + " only its own actors and Simulation.tell may",
          Engines.failureOf(simulation));
      assertThrows(SimulationFailure.class, simulation::run, "it stays broken");
    }
  }

  @Test
  void aForeignThreadMayNotSendWhileARunIsGoingOn() throws InterruptedException {
    try (Simulation simulation = Engines.simulation("island", 1)) {
      CountDownLatch going = new CountDownLatch(1);
      ActorRef<String> actor = simulation.spawn(forever(going), "actor");
      simulation.tell(actor, "go");
      Thread stranger =
          Thread.ofPlatform()
              .name("stranger")
              .start(
                  () -> {
                    await(going);
                    actor.tell("psst");
                  });
      assertTrue(Engines.failureOf(simulation).startsWith("thread stranger sent psst to actor"));
      stranger.join();
    }
  }

  @Test
  void anActorOfAnotherSimulationMayNotSendAndAnswersForIt() {
    try (Simulation here = Engines.simulation("here", 1);
        Simulation there = Engines.simulation("there", 1)) {
      ActorRef<String> far = there.spawn(Behaviors.ignore(), "far");
      ActorRef<String> near =
          here.spawn(
              Behaviors.<String>receiveMessage(
                  message -> {
                    far.tell(message);
                    return Behaviors.same();
                  }),
              "near");
      here.tell(near, "psst");
      assertEquals(
          "actor near of simulation here sent psst to far of simulation there;"
              + " simulations share nothing",
          Engines.failureOf(here));
      assertEquals(Pause.QUIESCENT, there.run(), "the other goes on");
    }
  }

  @Test
  void anActorMayNotWatchOneOfAnotherSimulation() {
    try (Simulation here = Engines.simulation("here", 1);
        Simulation there = Engines.simulation("there", 1)) {
      ActorRef<String> far = there.spawn(Behaviors.ignore(), "far");
      here.spawn(
          Behaviors.<String>setup(
              context -> {
                context.watch(far);
                return Behaviors.ignore();
              }),
          "near");
      assertEquals(
          "actor near of simulation here sent a stop or watch notice to far of simulation there;"
              + " simulations share nothing",
          Engines.failureOf(here));
      assertEquals(Pause.QUIESCENT, there.run());
    }
  }

  @Test
  void anActorMayNotRunAnotherSimulationNorItsOwn() {
    try (Simulation here = Engines.simulation("here", 1);
        Simulation there = Engines.simulation("there", 1)) {
      assertTrue(failureOf(here, "crosses", there::digest).contains("used simulation there"));
    }
    try (Simulation here = Engines.simulation("here", 1)) {
      assertTrue(
          failureOf(here, "nests", here::run)
              .contains("run of simulation here called from inside it"));
    }
  }

  private static String failureOf(Simulation simulation, String name, Runnable step) {
    ActorRef<String> actor =
        simulation.spawn(
            StatefulBehavior.<String, String>of(
                _ -> "",
                (_, state, _) -> {
                  step.run();
                  return state;
                }),
            name);
    simulation.tell(actor, "go");
    return Engines.failureOf(simulation);
  }

  @Test
  void whatAStepThrowsNamesActorStepAndMessage() {
    try (Simulation simulation = Engines.simulation("broken", 1)) {
      String line =
          failureOf(
              simulation,
              "clumsy",
              () -> {
                throw new IllegalStateException("dropped it");
              });
      assertEquals(
          "actor clumsy failed at step 2 (0 ps) on go: java.lang.IllegalStateException: dropped it",
          line);
    }
  }

  @Test
  void whatTheStartThrowsIsAFailureToo() {
    try (Simulation simulation = Engines.simulation("broken", 1)) {
      simulation.spawn(
          StatefulBehavior.<String, String>of(
              _ -> {
                throw new IllegalStateException("no state");
              },
              (_, state, _) -> state),
          "stillborn");
      assertEquals(
          "actor stillborn failed at step 1 (0 ps) on its start:"
              + " java.lang.IllegalStateException: no state",
          Engines.failureOf(simulation));
    }
  }

  @Test
  void aStepThatIsToldOfAStopWithoutAMessageOfItsOwnIsAFailure() {
    try (Simulation simulation = Engines.simulation("broken", 1)) {
      simulation.spawn(
          StatefulBehavior.<String, String>of(
              sim -> {
                sim.context().watch(sim.context().spawn(Behaviors.<String>stopped(), "child"));
                return "";
              },
              (_, state, _) -> state),
          "parent");
      String line = Engines.failureOf(simulation);
      assertTrue(line.endsWith("watched without watchWith"), line);
    }
  }

  @Test
  void aWiringThatIsWrongLosesNoMessageInSilence() {
    Wiring wiring = (from, _) -> from.equals("outside") ? 0 : -5;
    var options = new SimulationOptions("wired", 1, wiring, List.of());
    try (Simulation simulation = Engines.shared().simulation(options)) {
      ActorRef<String> to = simulation.spawn(Behaviors.ignore(), "to");
      ActorRef<String> from =
          simulation.spawn(
              Behaviors.<String>receiveMessage(
                  message -> {
                    to.tell(message);
                    return Behaviors.same();
                  }),
              "from");
      simulation.tell(from, "lost");
      String line = Engines.failureOf(simulation);
      assertTrue(line.endsWith("the wiring gives -5 ps from from to to; allowed: 0 or more"), line);
    }
  }

  @Test
  void aChildOnADispatcherOfItsOwnMayNotAnswer() throws InterruptedException {
    for (DispatcherSelector elsewhere :
        List.of(
            DispatcherSelector.blocking(),
            DispatcherSelector.fromConfig("akka.actor.internal-dispatcher"))) {
      CountDownLatch answered = new CountDownLatch(1);
      try (Simulation simulation = Engines.simulation("split", 1)) {
        simulation.spawn(
            Behaviors.<String>setup(
                context -> {
                  ActorRef<String> parent = context.getSelf();
                  Behavior<String> answering =
                      Behaviors.receiveMessage(
                          message -> {
                            parent.tell("re: " + message);
                            answered.countDown();
                            return Behaviors.same();
                          });
                  context.spawn(answering, "child", elsewhere).tell("hello");
                  return Behaviors.ignore();
                }),
            "parent");
        assertTrue(answered.await(10, TimeUnit.SECONDS));
        String line = Engines.failureOf(simulation);
        assertTrue(line.contains(" sent re: hello to parent of simulation split"), line);
      }
    }
  }

  @Test
  void strangersAreNotActorsOfASimulation() {
    try (Simulation here = Engines.simulation("here", 1);
        Simulation there = Engines.simulation("there", 1)) {
      ActorRef<String> far = there.spawn(Behaviors.ignore(), "far");
      assertThrows(IllegalArgumentException.class, () -> here.tell(far, "psst"));
      assertThrows(IllegalArgumentException.class, () -> here.stateOf(far));
    }
  }

  @Test
  void twoActorsOfOneNameAreRefused() {
    try (Simulation simulation = Engines.simulation("names", 1)) {
      simulation.spawn(Behaviors.<String>ignore(), "same");
      assertThrows(
          akka.actor.InvalidActorNameException.class,
          () -> simulation.spawn(Behaviors.<String>ignore(), "same"));
      assertEquals(Pause.QUIESCENT, simulation.run());
    }
  }

  private static Behavior<String> forever(CountDownLatch going) {
    return StatefulBehavior.of(
        _ -> "",
        (sim, state, message) -> {
          going.countDown();
          sim.spend(1);
          sim.self().tell(message);
          return state;
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
