package io.interlock.engine.features;

import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.DeathPactException;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.Engines;
import io.interlock.engine.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private final List<String> heard = new ArrayList<>();

  @Test
  void stoppingAParentStopsItsChildrenFirst() {
    run(
        Behaviors.setup(
            context -> {
              context.spawn(noisy(), "child");
              return noisy();
            }),
        "stop");
    assertEquals(List.of("child stopped", "root stopped"), heard);
  }

  @Test
  void aParentCanStopAChild() {
    run(
        Behaviors.setup(
            context -> {
              ActorRef<String> child = context.spawn(noisy(), "child");
              return Behaviors.receiveMessage(
                  message -> {
                    context.stop(child);
                    heard.add("asked");
                    return Behaviors.same();
                  });
            }),
        "stop the child");
    assertEquals(List.of("asked", "child stopped"), heard);
  }

  @Test
  void aWatcherIsToldThatAnActorStoppedOrFailed() {
    run(
        Behaviors.setup(
            context -> {
              ActorRef<String> child = context.spawn(noisy(), "child");
              ActorRef<String> failing = context.spawn(failing(), "failing");
              context.watch(child);
              context.watch(failing);
              child.tell("stop");
              failing.tell("fail");
              return Behaviors.receive(String.class)
                  .onSignal(ChildFailed.class, failed -> hear("failed", failed))
                  .onSignal(Terminated.class, stopped -> hear("gone", stopped))
                  .build();
            }));
    assertEquals(
        List.of("child stopped", "failed failing", "gone child"), heard.stream().sorted().toList());
  }

  @Test
  void watchWithSendsTheMessageOfOnesOwn() {
    run(
        Behaviors.setup(
            context -> {
              ActorRef<String> child = context.spawn(noisy(), "child");
              context.watchWith(child, "my child is gone");
              child.tell("stop");
              return hearing();
            }));
    assertEquals(List.of("child stopped", "my child is gone"), heard);
  }

  @Test
  void anUnwatchedActorIsNotReported() {
    run(
        Behaviors.setup(
            context -> {
              ActorRef<String> child = context.spawn(noisy(), "child");
              context.watchWith(child, "my child is gone");
              context.unwatch(child);
              child.tell("stop");
              return hearing();
            }));
    assertEquals(List.of("child stopped"), heard);
  }

  @Test
  void whoDoesNotHandleTerminatedDiesOfIt() {
    run(
        Behaviors.supervise(
                Behaviors.<String>setup(
                    context -> {
                      if (heard.isEmpty()) {
                        ActorRef<String> child = context.spawn(noisy(), "child");
                        context.watch(child);
                        child.tell("stop");
                      } else {
                        heard.add("restarted");
                      }
                      return hearing();
                    }))
            .onFailure(DeathPactException.class, SupervisorStrategy.restart()));
    assertEquals(List.of("child stopped", "restarted"), heard);
  }

  @Test
  void anonymousChildrenHaveTheSameNamesInEveryRun() {
    for (int i = 0; i < 2; i++) {
      run(
          Behaviors.setup(
              context -> {
                heard.add(context.spawnAnonymous(noisy()).path().name());
                heard.add(context.spawnAnonymous(noisy()).path().name());
                return Behaviors.ignore();
              }));
    }
    assertEquals(List.of("$a", "$b", "$a", "$b"), heard);
  }

  @Test
  void aNameIsFreeAgainOnceItsActorHasStopped() {
    run(
        Behaviors.setup(
            context -> {
              context.watchWith(context.spawn(Behaviors.<String>stopped(), "child"), "again");
              return Behaviors.receiveMessage(
                  message -> {
                    heard.add(message);
                    context.spawn(noisy(), "child").tell("stop");
                    return Behaviors.same();
                  });
            }));
    assertEquals(List.of("again", "child stopped"), heard);
  }

  @Test
  void messagesToAStoppedActorAreDeadLettersWhoeverSendsThem() {
    try (Simulation simulation = Engines.simulation("dead", 1)) {
      ActorRef<String> gone = simulation.spawn(noisy(), "gone");
      simulation.tell(gone, "stop");
      simulation.tell(gone, "arrives too late");
      simulation.run();
      simulation.tell(gone, "sent too late");
      ActorRef<String> other =
          simulation.spawn(
              Behaviors.<String>receiveMessage(
                  message -> {
                    gone.tell("too late from inside");
                    heard.add(message);
                    return Behaviors.same();
                  }),
              "other");
      simulation.tell(other, "alive");
      simulation.run();
    }
    assertEquals(List.of("gone stopped", "alive"), heard);
  }

  @Test
  void aTimerDiesWithItsActor() {
    try (Simulation simulation = Engines.simulation("timer", 1)) {
      simulation.spawn(
          Behaviors.<String>withTimers(
              timers -> {
                timers.startTimerAtFixedRate("tick", Duration.ofSeconds(1));
                return Behaviors.stopped();
              }),
          "actor");
      simulation.run();
      assertEquals(0, simulation.now());
    }
  }

  private void run(Behavior<String> root, String... messages) {
    try (Simulation simulation = Engines.simulation("lives", 1)) {
      ActorRef<String> actor = simulation.spawn(root, "root");
      for (String message : messages) {
        simulation.tell(actor, message);
      }
      simulation.run();
      heard.add("end");
    }
    // What the end of the simulation itself stops is not the matter here.
    int end = heard.indexOf("end");
    heard.subList(end, heard.size()).clear();
  }

  private Behavior<String> hear(String what, Terminated signal) {
    heard.add(what + " " + signal.getRef().path().name());
    return Behaviors.same();
  }

  private Behavior<String> hearing() {
    return Behaviors.receiveMessage(
        message -> {
          heard.add(message);
          return Behaviors.same();
        });
  }

  private static Behavior<String> failing() {
    return Behaviors.receiveMessage(
        message -> {
          throw new IllegalStateException(message);
        });
  }

  /// Stops on any message and says so.
  private Behavior<String> noisy() {
    return Behaviors.setup(
        context ->
            Behaviors.receive(String.class)
                .onAnyMessage(_ -> Behaviors.stopped())
                .onSignal(
                    PostStop.class,
                    _ -> {
                      heard.add(context.getSelf().path().name() + " stopped");
                      return Behaviors.same();
                    })
                .build());
  }
}
