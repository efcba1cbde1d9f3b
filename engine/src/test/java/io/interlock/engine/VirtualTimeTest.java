package io.interlock.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.conductor.Pause;
import io.interlock.engine.conductor.Wiring;
import io.interlock.engine.trace.Delivered;
import io.interlock.engine.trace.Observer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
  private enum Key {
    A,
    B
  }

  private final List<String> heard = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // each test makes a simulation first
  private ActorRef<String> target;

  @Test
  void whatIsSentAfterSpendingDepartsLater() {
    run(
        "x y",
        (sim, message) -> {
          if (message.equals("x")) {
            sim.spend(5);
            sim.self().tell("first");
            sim.spend(2);
            sim.self().tell("second");
          }
        });
    assertEquals(List.of("x@0", "y@7", "first@7", "second@7"), heard);
  }

  @Test
  void whatArrivesAtABusyActorWaitsInTheOrderOfArrival() {
    Simulation simulation = simulation(actor((sim, _) -> sim.spend(10)));
    try (simulation) {
      for (String message : List.of("a", "b", "c")) {
        simulation.tell(target, message);
      }
      assertEquals(Pause.HORIZON, simulation.run(15));
      simulation.tell(target, "d");
      assertEquals(Pause.QUIESCENT, simulation.run());
    }
    assertEquals(List.of("a@0", "b@10", "c@20", "d@30"), heard);
  }

  @Test
  void latencyIsTheWiresAndIsAddedToTheDeparture() {
    Wiring wiring = (from, _) -> from.equals("outside") ? 3 : 0;
    try (Simulation simulation = simulation(actor((_, _) -> {}), wiring)) {
      simulation.tell(target, "a");
      simulation.run();
    }
    assertEquals(List.of("a@3"), heard);
  }

  @Test
  void anAlarmRingsOnceAtItsTime() {
    run(
        "start",
        (sim, message) -> {
          if (message.equals("start")) {
            sim.spend(4);
            sim.arm(Key.A, 10, "ring");
            sim.arm(Key.B, 5, "other ring");
          }
        });
    assertEquals(List.of("start@0", "other ring@9", "ring@14"), heard);
  }

  @Test
  void anAlarmArmedAgainRingsAtTheNewTimeOnly() {
    run(
        "start again",
        (sim, message) -> {
          switch (message) {
            case "start" -> sim.arm(Key.A, 10, "old");
            case "again" -> sim.arm(Key.A, 20, "new");
            default -> {}
          }
        });
    assertEquals(List.of("start@0", "again@0", "new@20"), heard);
  }

  @Test
  void anAlarmDisarmedWhileItWaitsForItsBusyActorNeverRings() {
    run(
        "start work disarm",
        (sim, message) -> {
          switch (message) {
            case "start" -> sim.arm(Key.A, 10, "ring");
            case "work" -> sim.spend(100);
            case "disarm" -> sim.disarm(Key.A);
            default -> {}
          }
        });
    assertEquals(List.of("start@0", "work@0", "disarm@100"), heard);
  }

  @Test
  void anAlarmDiesWithItsActor() {
    run(
        "start",
        (sim, _) -> {
          sim.arm(Key.A, 10, "ring");
          sim.stop();
        });
    assertEquals(List.of("start@0"), heard);
  }

  @Test
  void disarmingWhatIsNotArmedDoesNothing() {
    run("a", (sim, _) -> sim.disarm(Key.B));
    assertEquals(List.of("a@0"), heard);
  }

  @Test
  void aChildBeginsAtTheLocalTimeOfItsParent() {
    run(
        "start",
        (sim, message) -> {
          if (message.equals("start")) {
            sim.spend(50);
            ActorRef<String> parent = sim.self();
            sim.context()
                .spawn(
                    Behaviors.<String>setup(
                        context -> {
                          heard.add("child@" + Sim.of(context).now());
                          parent.tell("hello");
                          return Behaviors.stopped();
                        }),
                    "child");
          }
        });
    assertEquals(List.of("start@0", "child@50", "hello@50"), heard);
  }

  @Test
  void aNoticeOfTerminationWaitsForItsBusyWatcherLikeAMessage() {
    try (Simulation simulation =
        simulation(
            actor(
                (sim, message) -> {
                  switch (message) {
                    case "start" -> {
                      ActorRef<String> child = sim.context().spawn(stopsOnAny(), "child");
                      sim.context().watchWith(child, "gone");
                      sim.context().scheduleOnce(Duration.ofNanos(1), child, "stop");
                      sim.spend(5000);
                    }
                    case "gone" -> sim.spend(100);
                    default -> {}
                  }
                }))) {
      simulation.tell(target, "start");
      simulation.run(2000);
      simulation.tell(target, "late");
      simulation.run();
    }
    assertEquals(List.of("start@0", "gone@5000", "late@5100"), heard);
  }

  @Test
  void theHorizonBelongsToTheRun() {
    try (Simulation simulation = simulation(alarmed())) {
      simulation.tell(target, "start");
      assertEquals(Pause.HORIZON, simulation.run(9));
      assertEquals(9, simulation.now());
      assertEquals(Pause.HORIZON, simulation.run(5), "time does not go back");
      assertEquals(9, simulation.now());
      assertEquals(Pause.QUIESCENT, simulation.run(10));
      assertEquals(10, simulation.now());
    }
    assertEquals(List.of("start@0", "ring@10"), heard);
  }

  @Test
  void timePassesWhereNothingHappensForWhoeverAdvances() {
    try (Simulation simulation = simulation(actor((_, _) -> {}))) {
      simulation.tell(target, "a");
      assertEquals(Pause.QUIESCENT, simulation.run(20));
      assertEquals(0, simulation.now());
      assertEquals(Pause.QUIESCENT, simulation.advance(20));
      assertEquals(20, simulation.now());
      simulation.tell(target, "b");
      assertEquals(Pause.HORIZON, simulation.advance(10), "time does not go back");
      assertEquals(Pause.QUIESCENT, simulation.run());
    }
    assertEquals(List.of("a@0", "b@20"), heard);
  }

  @Test
  void anInterruptedRunComesBackAfterItsStepAndStaysInterrupted() {
    Simulation[] self = new Simulation[1];
    try (Simulation simulation =
        simulation(
            actor(
                (sim, message) -> {
                  sim.self().tell(message);
                  if (sim.now() == 30) {
                    self[0].interrupt();
                  }
                  sim.spend(10);
                }))) {
      self[0] = simulation;
      simulation.tell(target, "forever");
      assertEquals(Pause.INTERRUPTED, simulation.run());
      assertEquals(30, simulation.now());
      long events = simulation.events();
      assertEquals(Pause.INTERRUPTED, simulation.run());
      assertEquals(events, simulation.events());
    }
  }

  @Test
  void afterCloseNothingHangs() {
    Simulation simulation = simulation(alarmed());
    simulation.tell(target, "start");
    simulation.close();
    simulation.close();
    assertNull(simulation.stateOf(target));
    simulation.tell(target, "dead letter");
    assertEquals(Pause.QUIESCENT, simulation.run());
    assertThrows(IllegalStateException.class, () -> simulation.spawn(stopsOnAny(), "late"));
    assertEquals(List.of(), heard);
  }

  @Test
  void anEngineThatIsClosedSaysSo() {
    Engine engine = new Engine(1);
    Simulation simulation = engine.simulation(SimulationOptions.of("orphan", 1));
    engine.close();
    simulation.close();
    assertThrows(
        IllegalStateException.class, () -> engine.simulation(SimulationOptions.of("late", 1)));
    assertThrows(IllegalStateException.class, () -> engine.runAll(List.of(simulation), 1));
  }

  @Test
  void argumentsOutOfRangeAreRefusedInOneLine() {
    assertThrows(IllegalArgumentException.class, () -> SimulationOptions.of("a/b", 1));
    assertThrows(IllegalArgumentException.class, () -> SimulationOptions.of("", 1));
    assertThrows(IllegalArgumentException.class, () -> new Engine(0));
    List<BiConsumer<Sim<String>, String>> wrong =
        List.of(
            (sim, _) -> sim.spend(-1),
            (sim, _) -> sim.arm(Key.A, -1, "never"),
            (sim, _) -> sim.choose(0));
    for (BiConsumer<Sim<String>, String> step : wrong) {
      try (Simulation simulation = simulation(actor(step))) {
        simulation.tell(target, "go");
        String line = Engines.failureOf(simulation);
        assertEquals(
            "actor actor failed at step 2 (0 ps) on go: java.lang.IllegalArgumentException: ",
            line.substring(0, line.indexOf("Exception: ") + "Exception: ".length()));
      }
    }
  }

  @Test
  void observersHearDeliveriesAndFacts() {
    List<Object> seen = new ArrayList<>();
    Observer observer =
        new Observer() {
          @Override
          public void delivered(Delivered delivery) {
            if (!delivery.to().equals("stage")) {
              seen.add(delivery);
            }
          }

          @Override
          public void stated(long atPicos, String actor, Object fact) {
            seen.add(actor + " " + fact + "@" + atPicos);
          }
        };
    var options = new SimulationOptions("watched", 1, Wiring.instant(), List.of(observer));
    try (Simulation simulation = Engines.shared().simulation(options)) {
      target =
          simulation.spawn(
              actor(
                  (sim, _) -> {
                    sim.spend(2);
                    sim.state("fact");
                  }),
              "actor");
      simulation.tell(target, "a");
      simulation.run();
    }
    assertEquals(List.of(new Delivered(2, 0, "outside", "actor", "a"), "actor fact@2"), seen);
  }

  @Test
  void theStateIsThereToLookAt() {
    try (Simulation simulation = simulation(StatefulBehavior.of(_ -> 0, (_, n, _) -> n + 1))) {
      assertEquals(0, simulation.stateOf(target));
      simulation.tell(target, "a");
      simulation.tell(target, "b");
      simulation.run();
      assertEquals(2, simulation.stateOf(target));
    }
  }

  private Simulation simulation(Behavior<String> behavior) {
    return simulation(behavior, Wiring.instant());
  }

  private Simulation simulation(Behavior<String> behavior, Wiring wiring) {
    Simulation simulation =
        Engines.shared().simulation(new SimulationOptions("time", 1, wiring, List.of()));
    target = simulation.spawn(behavior, "actor");
    return simulation;
  }

  private void run(String messages, BiConsumer<Sim<String>, String> step) {
    try (Simulation simulation = simulation(actor(step))) {
      for (String message : messages.split(" ", -1)) {
        simulation.tell(target, message);
      }
      simulation.run();
    }
  }

  private Behavior<String> actor(BiConsumer<Sim<String>, String> step) {
    return StatefulBehavior.of(
        _ -> "",
        (sim, state, message) -> {
          heard.add(message + "@" + sim.now());
          step.accept(sim, message);
          return state;
        });
  }

  private Behavior<String> alarmed() {
    return actor(
        (sim, message) -> {
          if (message.equals("start")) {
            sim.arm(Key.A, 10, "ring");
          }
        });
  }

  private static Behavior<String> stopsOnAny() {
    return Behaviors.receiveMessage(_ -> Behaviors.stopped());
  }
}
