package io.interlock.engine.explore.shrink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.Engine;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.counterexample.Counterexample;
import io.interlock.engine.explore.counterexample.Origin;
import io.interlock.engine.explore.counterexample.Reproduction;
import io.interlock.engine.explore.explain.Explanation;
import io.interlock.engine.explore.explain.Narrator;
import io.interlock.engine.explore.explain.Page;
import io.interlock.engine.explore.explain.TextTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// From a failure of real actors to its explanation.
class ShrinkActorsTest {
  private static final Engine ENGINE = new Engine(1);

  private enum Alarm {
    DEADLINE
  }

  private enum Work {
    START,
    DONE,
    LATE
  }

  private record State(String phase) {}

  private record Finished() {}

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  /// A job with a deadline, which is taken back when the work is done in time.
  private static Behavior<Work> job() {
    return StatefulBehavior.of(
        _ -> new State("idle"),
        (sim, state, message) ->
            switch (message) {
              case START -> {
                sim.arm(Alarm.DEADLINE, 1_000_000, Work.LATE);
                yield new State("busy");
              }
              case DONE -> {
                sim.disarm(Alarm.DEADLINE);
                sim.state(new Finished());
                yield new State(state.phase().equals("busy") ? "finished" : "idle");
              }
              case LATE -> new State("late");
            });
  }

  private static World world() {
    Scene scene =
        Scene.of(
            "jobs",
            opening -> {
              for (String name : List.of("a", "b", "c")) {
                ActorRef<Work> job = opening.spawn(job(), name);
                opening.tell("user", job, Work.START);
                opening.tell("worker", job, Work.DONE);
              }
            });
    Monitor neverFinished =
        Monitor.always(
            "never-finished",
            states -> new State("finished").equals(states.of("b")) ? "b is finished" : null);
    return ENGINE.world(scene.holding(() -> List.of(neverFinished)));
  }

  private static Decision delivery(String sender, String receiver) {
    return new Decision(sender, receiver, List.of());
  }

  @Test
  void anAlarmRacesWithTheStepThatTakesItBack() {
    try (World world = world()) {
      Shrunk shrunk =
          new Shrinker(world, ShrinkAim.FEWEST_DELIVERIES)
              .shrink(
                  List.of(
                      delivery("user", "a"),
                      delivery("user", "b"),
                      delivery("a!DEADLINE", "a"),
                      delivery("user", "c"),
                      delivery("worker", "b")),
                  "never-finished");
      assertEquals(List.of(delivery("user", "b"), delivery("worker", "b")), shrunk.schedule());
      assertEquals(
          List.of(
              new EssentialRace(0, 1, "worker", "b"),
              new EssentialRace(1, EssentialRace.NEVER, "b!DEADLINE", "b")),
          shrunk.races());
    }
  }

  @Test
  void itsCounterexampleReproducesInAnotherWorldAndIsExplained() {
    Counterexample found;
    try (World world = world()) {
      Shrunk shrunk =
          new Shrinker(world, ShrinkAim.FEWEST_DELIVERIES)
              .shrink(List.of(delivery("user", "b"), delivery("worker", "b")), "never-finished");
      found = Counterexample.of(world, new Origin("0.1.0", "jobs", "", Map.of()), shrunk);
    }
    try (World other = world()) {
      assertNull(Reproduction.of(other, found).difference());
      assertEquals(
          """
          never-finished broken at step 1: b is finished
          step 1, worker to b: DONE => [Finished[]]
          leaves the default order at step 0, 2 deliveries from there on
          needs: step 0 (user: START) before step 1 (worker: DONE) at b
          needs: step 1 (worker: DONE) before what never comes (b!DEADLINE: LATE) at b
            step | b
          -------------------------------------
          *    0 | user: START
          !    1 | worker: DONE => [Finished[]]
          """,
          TextTable.of(Explanation.of(other, found, Narrator.PLAIN), Page.SCREEN));
    }
  }
}
